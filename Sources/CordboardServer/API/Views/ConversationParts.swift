// SPDX-License-Identifier: Apache-2.0

package import ContactEngine
import ContactModel
package import DialectKit
import NativeDialect

extension DueResponse: JSONRepresentable {
  /// Writes the members of a response that is due.
  package func write(to json: inout JSONWriter) {
    json.member("response", response)
    json.member("since", since)
    json.member("deadline", deadline)
    json.member("isBreached", isBreached)
  }
}

extension AwaitedCustomer: JSONRepresentable {
  /// Writes the members of an answer the centre waits for.
  package func write(to json: inout JSONWriter) {
    json.member("warnAt", warnAt)
    json.member("deadline", deadline)
  }
}

extension Survey: JSONRepresentable {
  /// Writes the members of the survey after a conversation.
  package func write(to json: inout JSONWriter) {
    json.member("dialog", dialog)
    json.array("questions", questions) { $0.object($1) }
    json.array("answers", answers) { json, answer in
      json.object { json in
        json.member("question", answer.question)
        json.member("answer", answer.text)
      }
    }
    json.member("deadline", deadline)
    json.member("closeReason", closeReason)
  }
}
