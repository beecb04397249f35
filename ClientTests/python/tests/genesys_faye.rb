# SPDX-License-Identifier: Apache-2.0
# An agent on Ruby's Faye for test_genesys.py: genesys_faye.rb ADDRESS long-polling|websocket COOKIE
# It says that it listens, prints the states of interactions it hears, and ends with the first Completed.

require 'eventmachine'
require 'faye'
require 'json'

address, way, cookie = ARGV
$stdout.sync = true
known = {}

EM.run do
  EM.add_timer(50) { abort 'it took too long' }
  client = Faye::Client.new(address)
  client.disable('websocket') if way == 'long-polling'
  client.set_header('Cookie', "JSESSIONID=#{cookie}")
  subscription = client.subscribe('/v2/me/interactions') do |data|
    interaction = data['interaction'] || data
    # How older ones ended is told to whoever comes, and is nothing to one who does not show them.
    next unless known[interaction['id']] ||= interaction['state'] == 'Invited'
    puts JSON.generate(interaction)
    client.disconnect.callback { EM.stop } if interaction['state'] == 'Completed'
  end
  subscription.callback { puts 'listening' }
  subscription.errback { |error| abort error.message }
end
