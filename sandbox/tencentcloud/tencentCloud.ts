import { Account, type AccountOptions } from "./account";
import { type Assumptions, assume } from "./assumptions";

export interface TencentCloudOptions {
  /** @default one mainland account with a made-up key */
  readonly accounts?: readonly [AccountOptions, ...AccountOptions[]];
  /** How often each account may ask for each action in a second; `Infinity` lifts the limit. @default 20 */
  readonly requestsPerSecond?: number;
  /** How long an image is being scanned, on the sandbox's clock; 0 ends each scan at once. @default 2 */
  readonly secondsPerImage?: number;
  /** How long a scan task waits before its first image is scanned. @default 0 */
  readonly secondsToStart?: number;
  /** How the sandbox reads what the vendor's documents leave open. */
  readonly assume?: Partial<Assumptions>;
}

/** What Tencent Cloud holds: its accounts, each with its images and settings. */
export class TencentCloud {
  readonly accounts: readonly [Account, ...Account[]];
  /** How what the vendor's documents leave open is read. */
  readonly assumptions: Assumptions;

  /** @internal */
  constructor(options: TencentCloudOptions, clock: () => number) {
    this.assumptions = assume(options.assume ?? {});
    const [first = {}, ...others] = options.accounts ?? [];
    const pace = {
      secondsPerImage: seconds("secondsPerImage", options.secondsPerImage ?? 2),
      secondsToStart: seconds("secondsToStart", options.secondsToStart ?? 0),
    };
    const open = (account: AccountOptions, number: number) =>
      new Account(number, account, { assumptions: this.assumptions, clock, pace });
    this.accounts = [open(first, 1), ...others.map((account, index) => open(account, index + 2))];
  }

  /** The account of this number; the first one when none is given. */
  account(uin = this.accounts[0].uin): Account {
    const found = this.accounts.find((account) => account.uin === uin);
    if (!found) throw new RangeError(`no account is ${uin}`);
    return found;
  }
}

function seconds(name: string, given: number): number {
  if (!Number.isFinite(given) || given < 0) throw new TypeError(`${name} is a number, 0 or more`);
  return given;
}
