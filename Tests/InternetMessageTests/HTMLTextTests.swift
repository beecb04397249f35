// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import InternetMessage

@Suite(.timeLimit(.minutes(10))) struct HTMLTextTests {
  static let pages: [(String, String)] = [
    ("Hello", "Hello"),
    ("<p>One\n  two</p><p>Three", "One two\n\nThree"),
    ("a<br>b<br/>c<br><br>d", "a\nb\nc\n\nd"),
    ("<div>a</div><div>b</div>", "a\nb"),
    ("<ul><li>a</li><li><p>b</p></li></ul>c", "- a\n- b\n\nc"),
    ("<h1>T</h1>text", "T\n\ntext"),
    ("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n\n> > b\n\nc"),
    ("<a href='https://x.example/?a=1&amp;b=2'>here</a>", "here <https://x.example/?a=1&b=2>"),
    ("<a href=\"https://x.example\">https://x.example</a>", "https://x.example"),
    ("<a href=\"https://x.example\">x.example</a>.", "x.example."),
    ("<a href=mailto:jo@x.example>Jo</a>", "Jo <jo@x.example>"),
    ("<a href='javascript:alert(1)'>x</a>", "x"),
    ("<a href='data:text/html,x'>x</a>", "x"),
    ("<a href='https://x.example'>a", "a"),
    ("a &amp; b &lt;c&gt; &euro;5 &#8364; &#x20AC; &#128; &auml;&nosuch; &amp", "a & b <c> €5 € € € ä&nosuch; &amp"),
    ("&#0;&#xD800;&#99999999999;x", "x"),
    ("<style>p{}</style><script>if (a<b) {}</script><title>t</title>x", "x"),
    ("<SCRIPT>a</ScRiPt >b", "b"),
    ("a<!-- no > -->b", "ab"),
    ("a<!-- no", "a"),
    ("<!DOCTYPE html><?xml?>x", "x"),
    ("1 < 2 and 3<4, <b>or</b> 5>4", "1 < 2 and 3<4, or 5>4"), ("<4px", "<4px"),
    ("a <b>bold</b> c", "a bold c"),
    ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
    ("<pre>a\n  b\n</pre>c", "a\n  b\n\nc"),
    ("<img src=x alt='logo'> <img src=y>", "logo"),
    ("<img alt=\"a > b\">c", "a > bc"),
    ("<p title=\"open>text</p>", "text"),
    ("<", "<"),
    ("</", ""),
    ("<p", ""),
    ("<a href=", ""),
    ("Grüße <i>日本</i>語", "Grüße 日本語"),
    ("a&nbsp;b", "a\u{A0}b"),
    ("</blockquote></pre></a>x", "x"),
  ]

  @Test(arguments: pages)
  func `pages become text`(html: String, text: String) {
    #expect(HTMLText.text(of: html, limit: 10_000).replacing("\n> \n", with: "\n\n") == text)
  }

  @Test func `there is no more text than may be`() {
    let text = HTMLText.text(of: String(repeating: "<p>word</p>", count: 10_000), limit: 1_000)
    #expect(text.utf8.count < 2_500)
  }

  @Test func `long pages of nothing take no long time`() {
    for piece in [
      "<", "<a ", "<a '", "<a \"", "<a href='https://x'>", "</a>", "<!--", "&", "&#", "<blockquote>", "<pre>\n", "<li>",
      "<a href=https://x.example>y</a> ", "<script>", "<p>", "<p ='", "<img alt=", "x <",
    ] {
      let page = String(repeating: piece, count: 512 * 1024 / piece.utf8.count)
      _ = HTMLText.text(of: page, limit: 4 << 20)
    }
  }
}
