# SPDX-License-Identifier: Apache-2.0
# A client in Ruby for test_bayeux_clients.py: faye_client.rb ADDRESS long-polling|websocket

require 'eventmachine'
require 'faye'
require 'json'

address, way = ARGV
heard = []
refused = nil

EM.run do
  EM.add_timer(30) { abort 'it took too long' }
  client = Faye::Client.new(address)
  client.disable('websocket') if way == 'long-polling'
  subscription = client.subscribe('/faye/to') do |data|
    heard << data
    if data == 'bye'
      client.disconnect.callback do
        puts JSON.generate(refused: refused, heard: heard)
        EM.stop
      end
    else
      client.publish('/faye/back', data)
    end
  end
  subscription.callback do
    client.subscribe('/private/a').errback do |error|
      refused = error.code
      client.publish('/faye/ready', way)
    end
  end
end
