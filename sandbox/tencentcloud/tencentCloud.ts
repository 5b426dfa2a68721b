import { assume } from "../assume";
import { type PaceOptions, scanPace } from "../scanPace";
import { Account, type AccountOptions } from "./account";
import { type Assumptions, READINGS } from "./assumptions";

export interface TencentCloudOptions extends PaceOptions {
  /** @default one mainland account with a made-up key */
  readonly accounts?: readonly [AccountOptions, ...AccountOptions[]];
  /** How often each account may ask for each action in a second; `Infinity` lifts the limit. @default 20 */
  readonly requestsPerSecond?: number;
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
    this.assumptions = assume(READINGS, options.assume ?? {});
    const [first = {}, ...others] = options.accounts ?? [];
    const pace = scanPace(options);
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
