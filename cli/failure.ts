/** What a command could not do, in words for the person who ran it: printed without a stack. */
export class Failure extends Error {
  override name = "Failure";

  /** @param exitCode 1: it failed. 2: it was asked for wrongly, or nothing was scanned. Else the signal that ended it. */
  constructor(
    message: string,
    readonly exitCode: 1 | 2 | 130 | 143 = 1,
  ) {
    super(message);
  }
}
