import ArgumentParser

@main struct Cordboard: ParsableCommand { func run() {} }
