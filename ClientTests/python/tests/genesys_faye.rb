# SPDX-License-Identifier: Apache-2.0
# An agent's notifications on Ruby's Faye for genesys.py: genesys_faye.rb ADDRESS long-polling|websocket COOKIE TOPIC…
# It says that it listens, prints what it hears line by line, and says good-bye when its input ends.

require 'eventmachine'
require 'faye'
require 'json'

address, way, cookie, *topics = ARGV
$stdout.sync = true

EM.run do
  EM.add_timer(150) { abort 'it took too long' }
  client = Faye::Client.new(address, retry: 1)
  client.disable('websocket') if way == 'long-polling'
  client.set_header('Cookie', "JSESSIONID=#{cookie}")
  confirmed = 0
  topics.each do |topic|
    subscription = client.subscribe(topic) { |data| puts JSON.generate(topic: topic, data: data) }
    subscription.callback do
      confirmed += 1
      puts 'listening' if confirmed == topics.size
    end
    subscription.errback { |error| abort error.message }
  end
  Thread.new do
    $stdin.read
    EM.schedule { client.disconnect.callback { EM.stop } }
  end
end
