// SPDX-License-Identifier: Apache-2.0

/// What customers of a channel are asked after a conversation.
public struct SurveyRule: Hashable, Sendable {
  /// The questions, in order.
  public var questions: [SurveyQuestion]
  /// How long the customer has for all of them.
  public var limit: Duration

  /// The most questions of one survey.
  public static let mostQuestions = 20

  /// Creates the value from its parts.
  public init(questions: [SurveyQuestion], limit: Duration) {
    self.questions = questions
    self.limit = limit
  }
}

/// One question of a survey.
public struct SurveyQuestion: Hashable, Sendable {
  /// Unique in the survey: 1 to 64 bytes without spaces.
  public var id: String
  /// What the customer is asked.
  public var text: String
  /// What is an answer.
  public var kind: SurveyQuestionKind

  /// Creates the value from its parts.
  public init(id: String, text: String, kind: SurveyQuestionKind) {
    self.id = id
    self.text = text
    self.kind = kind
  }
}

/// What is an answer to a question.
public enum SurveyQuestionKind: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// A whole number from 1 to 5.
  case rating = 1
  /// yes or no.
  case yesNo = 2
  /// Anything.
  case text = 3

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .rating: "rating"
    case .yesNo: "yesNo"
    case .text: "text"
    }
  }

  /// The answer in its one form; nil if it is none.
  public func answer(_ said: String) -> String? {
    let words = said.split(whereSeparator: \.isWhitespace)
    switch self {
    case .rating:
      return words.count == 1 && words[0].count == 1 && ("1"..."5").contains(words[0]) ? String(words[0]) : nil
    case .yesNo:
      guard words.count == 1 else { return nil }
      let word = words[0].lowercased()
      return word == "yes" || word == "no" ? word : nil
    case .text: return words.isEmpty ? nil : said
    }
  }
}
