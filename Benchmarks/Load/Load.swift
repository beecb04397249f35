// SPDX-License-Identifier: Apache-2.0

@main
enum Load {
  static func main() {
    print("load")
  }
}
