// SPDX-License-Identifier: Apache-2.0

extension ServerSettings {
  /// The settings of files.
  static let fileSettings: [Setting] = [
    Setting(
      "files.fileBytes",
      \.files.fileBytes,
      .bytes(1 << 10...4 << 30),
      "Size of one file; a larger one is refused with 413."
    ),
    Setting(
      "files.perConversation",
      \.files.perConversation,
      .integer(0...1_000_000),
      unit: "files",
      "Files of one conversation; 0 takes no files at all."
    ),
    Setting(
      "files.bytesPerConversation",
      \.files.bytesPerConversation,
      .bytes(0...1 << 50),
      "Size of the files of one conversation together."
    ),
    Setting(
      "files.perAccount",
      \.files.perAccount,
      .integer(0...1_000_000_000),
      unit: "files",
      "Files of one account."
    ),
    Setting(
      "files.bytesPerAccount",
      \.files.bytesPerAccount,
      .bytes(0...1 << 50),
      "Size of the files of one account together; they are in the journal's file."
    ),
    Setting(
      "files.uploads",
      \.files.uploads,
      .integer(1...100_000),
      unit: "uploads",
      "Uploads at the same time; further ones are told 503 with Retry-After. Each needs up to 1 MiB of memory."
    ),
    Setting(
      "files.uploadTimeout",
      \.files.uploadTimeout,
      .duration(.seconds(1) ... .seconds(86_400)),
      "How long the content of one file may take to arrive."
    ),
    Setting(
      "files.types",
      \.files.types,
      .names,
      "Media types that are taken; what a file is said to be must be one of them, and its first bytes must look like it."
    ),
  ]
}
