// SPDX-License-Identifier: Apache-2.0

/// What the first bytes of a file look like.
enum FileContent: Hashable, Sendable {
  case jpeg, png, gif, webp, bmp, tiff
  case pdf, zip, compoundDocument
  case mp3, wave, ogg, isoMedia, matroska, amr, flac
  /// Readable text without a mark-up language's beginning.
  case text
  /// HTML, SVG or other XML.
  case markup
  /// A program of some system.
  case program
  case unknown

  /// How many bytes are looked at.
  static let sniffedBytes = 512

  /// Looks at the beginning of a file.
  init(sniffing bytes: ArraySlice<UInt8>) {
    let head = Array(bytes.prefix(Self.sniffedBytes))
    for (mark, offset, content) in Self.marks where head.dropFirst(offset).starts(with: mark) {
      self = content
      return
    }
    if head.starts(with: "RIFF".utf8), head.count >= 12 {
      switch String(decoding: head[8..<12], as: UTF8.self) {
      case "WEBP": self = .webp
      case "WAVE": self = .wave
      default: self = .unknown
      }
    } else if head.count >= 2, head[0] == 0xff, head[1] & 0xe0 == 0xe0, head[1] & 0x06 != 0 {
      self = .mp3
    } else {
      self = Self.text(head, isWhole: bytes.count <= Self.sniffedBytes)
    }
  }

  private static let marks: [(mark: [UInt8], offset: Int, content: FileContent)] = [
    ([0xff, 0xd8, 0xff], 0, .jpeg), ([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 0, .png),
    (Array("GIF87a".utf8), 0, .gif), (Array("GIF89a".utf8), 0, .gif), (Array("BM".utf8), 0, .bmp),
    ([0x49, 0x49, 0x2a, 0x00], 0, .tiff), ([0x4d, 0x4d, 0x00, 0x2a], 0, .tiff), (Array("%PDF-".utf8), 0, .pdf),
    ([0x50, 0x4b, 0x03, 0x04], 0, .zip), ([0x50, 0x4b, 0x05, 0x06], 0, .zip),
    ([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], 0, .compoundDocument), (Array("ID3".utf8), 0, .mp3),
    (Array("OggS".utf8), 0, .ogg), (Array("ftyp".utf8), 4, .isoMedia), ([0x1a, 0x45, 0xdf, 0xa3], 0, .matroska),
    (Array("#!AMR".utf8), 0, .amr), (Array("fLaC".utf8), 0, .flac), (Array("MZ".utf8), 0, .program),
    ([0x7f, 0x45, 0x4c, 0x46], 0, .program), ([0xcf, 0xfa, 0xed, 0xfe], 0, .program),
    ([0xca, 0xfe, 0xba, 0xbe], 0, .program), (Array("#!".utf8), 0, .program),
  ]

  private static func text(_ head: [UInt8], isWhole: Bool) -> FileContent {
    guard head.allSatisfy({ $0 >= 0x20 || [0x09, 0x0a, 0x0c, 0x0d, 0x1b].contains($0) }) else { return .unknown }
    // The last character may be cut off.
    let cuts = isWhole ? [0] : [0, 1, 2, 3]
    guard let text = cuts.lazy.compactMap({ String(validating: head.dropLast($0), as: UTF8.self) }).first else {
      return .unknown
    }
    var start = text[...]
    while let first = start.first, first.isWhitespace || first == "\u{feff}" { start.removeFirst() }
    let lower = start.prefix(64).lowercased()
    let markup = ["<!doctype", "<html", "<head", "<body", "<script", "<svg", "<?xml", "<iframe", "<!--"]
    return markup.contains { lower.hasPrefix($0) } ? .markup : .text
  }
}

/// Which files are taken, by what their sender says they are and by what they look like.
struct FileTypes: Hashable, Sendable {
  /// What a file of a media type may look like. A type that is not here may look like anything unknown.
  private static let contents: [String: Set<FileContent>] = [
    "image/jpeg": [.jpeg], "image/png": [.png], "image/gif": [.gif], "image/webp": [.webp], "image/bmp": [.bmp],
    "image/tiff": [.tiff], "image/heic": [.isoMedia], "image/svg+xml": [.markup],
    "application/pdf": [.pdf], "application/zip": [.zip],
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": [.zip],
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": [.zip],
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": [.zip],
    "application/vnd.oasis.opendocument.text": [.zip], "application/vnd.oasis.opendocument.spreadsheet": [.zip],
    "application/msword": [.compoundDocument], "application/vnd.ms-excel": [.compoundDocument],
    "application/vnd.ms-powerpoint": [.compoundDocument],
    "text/plain": [.text], "text/csv": [.text], "text/calendar": [.text], "text/vcard": [.text],
    "text/html": [.markup, .text], "application/xml": [.markup, .text], "application/json": [.text],
    "audio/mpeg": [.mp3], "audio/wav": [.wave], "audio/x-wav": [.wave], "audio/ogg": [.ogg], "audio/mp4": [.isoMedia],
    "audio/aac": [.unknown, .mp3], "audio/amr": [.amr], "audio/flac": [.flac], "audio/webm": [.matroska],
    "video/mp4": [.isoMedia], "video/quicktime": [.isoMedia], "video/3gpp": [.isoMedia], "video/webm": [.matroska],
    "video/ogg": [.ogg],
  ]

  /// Images that a browser shows and that cannot hold a program.
  private static let shown: Set<String> = ["image/jpeg", "image/png", "image/gif", "image/webp"]

  /// The media types that are taken.
  let allowed: [String]

  /// Takes the media types of a setting, in any case.
  init(_ allowed: [String]) {
    self.allowed = allowed.map { $0.lowercased() }
  }

  /// The media type of a Content-Type header, if it is one that is taken.
  func accepted(_ header: String?) -> String? {
    guard let type = header?.split(separator: ";").first?.trimmingSpaces().lowercased() else { return nil }
    return allowed.contains(type) ? type : nil
  }

  /// The media type under which a file is taken whose sender may not know it: programs send PDFs as octets. It is the one
  /// that was named, or the one that the content, and the ending of the name, say; nil if that one is not taken.
  func accepted(_ header: String?, named name: String, _ content: FileContent) -> String? {
    if let said = accepted(header), Self.fits(said, content) { return said }
    let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
    let named = Self.endings[ending].flatMap { Self.fits($0, content) ? accepted($0) : nil }
    if let named { return named }
    // Scripts look like text, too: it is taken for that only if somebody says so.
    let isText = ["text/", "message/"].contains { header?.lowercased().hasPrefix($0) ?? false } || ending == "txt"
    return content == .text && !isText ? nil : Self.plain[content].flatMap { accepted($0) }
  }

  /// The types that names with an ending have, where the content leaves it open.
  private static let endings: [String: String] = [
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
    "heic": "image/heic", "mp4": "video/mp4", "m4a": "audio/mp4", "mov": "video/quicktime", "3gp": "video/3gpp",
    "webm": "video/webm", "csv": "text/csv", "ics": "text/calendar", "vcf": "text/vcard", "json": "application/json",
    "html": "text/html", "htm": "text/html", "xml": "application/xml",
  ]

  /// The types of contents that have one.
  private static let plain: [FileContent: String] = [
    .jpeg: "image/jpeg", .png: "image/png", .gif: "image/gif", .webp: "image/webp", .bmp: "image/bmp",
    .tiff: "image/tiff", .pdf: "application/pdf", .zip: "application/zip", .mp3: "audio/mpeg", .wave: "audio/wav",
    .ogg: "audio/ogg", .amr: "audio/amr", .flac: "audio/flac", .text: "text/plain",
  ]

  /// Whether a beginning may be that of a file of a media type.
  static func fits(_ type: String, _ content: FileContent) -> Bool {
    contents[type].map { $0.contains(content) } ?? (content == .unknown || content == .text)
  }

  /// Whether a file of a type may be shown where it is and not only be saved.
  static func isShown(_ type: String) -> Bool { shown.contains(type) }
}
