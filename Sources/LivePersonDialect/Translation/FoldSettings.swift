// SPDX-License-Identifier: Apache-2.0

/// What the fold of a conversation is told, and how much it remembers.
package struct FoldSettings: Hashable, Sendable {
  /// What addresses of files kept by Cordboard begin with where they are whole: scheme, host and port, without a slash at the
  /// end; empty for none.
  package var fileOrigin: String
  /// What the path of each of the account's files begins with, with a slash at the end; empty if it has none.
  package var fileFolder: String
  /// Of how many messages it knows the number, for receipts. What becomes of older ones is not told.
  package var messages: Int
  /// How many appearances of participants it knows. What the oldest who are gone still report is not told.
  package var participants: Int
  /// How many dialogs it shows; the oldest consults that are over are forgotten first.
  package var dialogs: Int

  /// Creates settings.
  package init(
    fileOrigin: String = "",
    fileFolder: String = "",
    messages: Int = 1_000,
    participants: Int = 256,
    dialogs: Int = 32
  ) {
    self.fileOrigin = fileOrigin
    self.fileFolder = fileFolder
    self.messages = messages
    self.participants = participants
    self.dialogs = dialogs
  }

  /// The path of a file that is kept by Cordboard; nil for every other address.
  func path(of address: String) -> String? {
    guard !fileFolder.isEmpty else { return nil }
    var path = address[...]
    if !fileOrigin.isEmpty, path.hasPrefix(fileOrigin) { path = path.dropFirst(fileOrigin.count) }
    return path.hasPrefix(fileFolder) ? String(path) : nil
  }
}
