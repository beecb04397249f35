// SPDX-License-Identifier: Apache-2.0

package import MailTransfer

/// Who says whether mail is taken, and keeps it.
package protocol MailReceiver: Sendable {
  /// Whether there is a recipient: a positive reply, or why not.
  func verify(sender: EnvelopePath, recipient: EnvelopePath) async -> TransferReply

  /// Keeps a message for each of its recipients, in order. A reply is positive only once the message cannot be lost any
  /// more; the same message may come again after another reply, or after none that arrived.
  func deliver(_ mail: ReceivedMail) async -> [TransferReply]
}
