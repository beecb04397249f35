// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardServer
import DialectKit
import Testing

@Suite struct IdentityPasswordTests {
  @Test func `a hash matches its password and no other`() throws {
    let hash = try #require(PasswordHash(of: "Grüße 👋", cost: IssuerFixture.cost))
    #expect(hash.matches("Grüße 👋"))
    #expect(!hash.matches("Grüsse 👋"))
    #expect(!hash.matches(""))
    #expect(PasswordHash(hash.description) == hash)
    #expect(hash.description.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
    #expect(PasswordHash(of: "Grüße 👋", cost: IssuerFixture.cost) != hash)
  }

  @Test func `a hash made elsewhere is understood`() throws {
    // RFC 7914, section 12, third vector: N=16384, r=8, p=1, 64 bytes.
    let text =
      "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$"
      + "cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw"
    let hash = try #require(PasswordHash(text))
    #expect(hash.matches("pleaseletmein"))
    #expect(!hash.matches("pleaseletmeout"))
  }

  @Test(arguments: [
    "", "demo", "$2b$12$abc", "$scrypt$", "$scrypt$ln=4,r=8$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
    "$scrypt$ln=40,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
    "$scrypt$ln=4,r=9,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
    "$scrypt$ln=4,r=8,p=0$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
    "$scrypt$ln=4,ln=4,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
    "$scrypt$ln=4,r=8,p=1$$AAAAAAAAAAAAAAAAAAAAAA", "$scrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$",
    "$scrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA$AAAA", "$scrypt$ln=4,r=8,p=1$????????????????$AAAAAAAAAAAAAAAA",
  ])
  func `what is no verifier is not read as one`(text: String) {
    #expect(PasswordHash(text) == nil)
  }

  @Test func `after some wrong passwords further ones wait, longer each time, and the right one too`() async throws {
    let fixture = IssuerFixture { $0.loginAttempts = 3 }
    let wrong = "grant_type=password&username=alice&password=x"
    let right = "grant_type=password&username=alice&password=demo"
    for _ in 0..<3 { #expect(await fixture.token(wrong).status == 400) }
    let refused = await fixture.token(right)
    #expect(refused.status == 429)
    #expect(refused.header("retry-after") == "1")
    #expect(refused.json?["error"]?.stringValue == "slow_down")
    var waits: [String?] = []
    for _ in 0..<8 {
      fixture.clock.advance(by: .seconds(60))
      #expect(await fixture.token(wrong).status == 400)
      waits.append(await fixture.token(right).header("retry-after"))
    }
    #expect(waits == ["2", "4", "8", "16", "32", "60", "60", "60"])
    fixture.clock.advance(by: .seconds(60))
    #expect(await fixture.token(right).status == 200)
    #expect(await fixture.token(wrong).status == 400)
    #expect(await fixture.token(right).status == 200)
  }

  @Test func `wrong passwords are forgotten after a while`() async {
    let fixture = IssuerFixture { $0.loginAttempts = 3 }
    let wrong = "grant_type=password&username=alice&password=x"
    for _ in 0..<2 { #expect(await fixture.token(wrong).status == 400) }
    fixture.clock.advance(by: .seconds(901))
    for _ in 0..<3 { #expect(await fixture.token(wrong).status == 400) }
    #expect(await fixture.token(wrong).status == 429)
  }

  @Test func `a stranger's guesses do not lock out who logs in from elsewhere`() async {
    let fixture = IssuerFixture { $0.loginAttempts = 2 }
    let wrong = "grant_type=password&username=alice&password=x"
    let right = "grant_type=password&username=alice&password=demo"
    for _ in 0..<4 { _ = await fixture.token(wrong, from: "198.51.100.7") }
    #expect(await fixture.token(right, from: "198.51.100.7").status == 429)
    #expect(await fixture.token(right, from: "192.0.2.1").status == 200)
  }

  @Test func `guessing from many addresses is slowed, and so is guessing at many names`() async {
    let fixture = IssuerFixture { $0.loginAttempts = 1 }
    for number in 0..<10 {
      #expect(await fixture.token("grant_type=password&username=alice&password=x", from: "a\(number)").status == 400)
      #expect(await fixture.token("grant_type=password&username=n\(number)&password=x", from: "b").status == 400)
    }
    #expect(await fixture.token("grant_type=password&username=alice&password=demo", from: "c").status == 429)
    #expect(await fixture.token("grant_type=password&username=sam&password=demo", from: "b").status == 429)
    #expect(await fixture.token("grant_type=password&username=sam&password=demo", from: "c").status == 200)
  }

  @Test func `the memory of wrong passwords is bounded`() {
    var settings = ServerSettings().identity
    settings.loginRecords = 100
    let throttle = LoginThrottle(settings: settings)
    for number in 0..<1_000 {
      throttle.countFailure(
        of: .agent(AgentID(rawValue: "a\(number)")),
        in: "A",
        from: "\(number)",
        now: Timestamp(milliseconds: 0)
      )
      #expect(throttle.count <= 100)
    }
  }

  @Test func `only so many passwords wait to be checked`() async throws {
    var settings = ServerSettings().identity
    settings.passwordCost = 14
    settings.passwordThreads = 1
    settings.passwordQueue = 2
    let passwords = PasswordVerifier(settings: settings)
    let outcomes = await withTaskGroup(of: Bool?.self) { group in
      for _ in 0..<40 {
        group.addTask {
          do throws(PasswordVerifier.Failure) {
            return try await passwords.matches("x", verifier: nil)
          } catch {
            #expect(error == .busy)
            return nil
          }
        }
      }
      return await group.reduce(into: [Bool?]()) { $0.append($1) }
    }
    #expect(outcomes.contains(nil))
    #expect(outcomes.contains(false))
    #expect(!outcomes.contains(true))
    #expect(try await passwords.matches("x", verifier: nil) == false)
    await passwords.shutDown()
    await #expect(throws: PasswordVerifier.Failure.stopped) { try await passwords.matches("x", verifier: nil) }
  }
}
