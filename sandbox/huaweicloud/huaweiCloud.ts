import { assume } from "../assume";
import { Account, type AccountOptions, type Circumstances } from "./account";
import { type Assumptions, READINGS } from "./assumptions";

export interface HuaweiCloudOptions {
  /** @default one project of one account with a made-up key */
  readonly accounts?: readonly [AccountOptions, ...AccountOptions[]];
  /** How often each account may ask for each operation in a second; `Infinity` lifts the limit. @default 20 */
  readonly requestsPerSecond?: number;
  /** How long an image is being scanned, on the sandbox's clock; 0 ends each scan at once. @default 2 */
  readonly secondsPerImage?: number;
  /** How long a scan task waits before its first image is scanned. @default 0 */
  readonly secondsToStart?: number;
  /** How long an accepted scan task is missing from the list of tasks. @default 0 */
  readonly secondsToList?: number;
  /** How the sandbox reads what the vendor's documents leave open. */
  readonly assume?: Partial<Assumptions>;
}

/** What Huawei Cloud holds: the projects of its accounts, each with its images and settings. */
export class HuaweiCloud {
  readonly accounts: readonly [Account, ...Account[]];
  /** How what the vendor's documents leave open is read. */
  readonly assumptions: Assumptions;

  /** @internal The vendor's clock. */
  readonly now: () => number;

  /** @internal */
  constructor(options: HuaweiCloudOptions, clock: () => number) {
    this.now = clock;
    this.assumptions = assume(READINGS, options.assume ?? {});
    const [first = {}, ...others] = options.accounts ?? [];
    const circumstances: Circumstances = {
      assumptions: this.assumptions,
      clock,
      pace: {
        secondsPerImage: seconds("secondsPerImage", options.secondsPerImage ?? 2),
        secondsToStart: seconds("secondsToStart", options.secondsToStart ?? 0),
        secondsToList: seconds("secondsToList", options.secondsToList ?? 0),
      },
    };
    const open = (account: AccountOptions, number: number) => new Account(number, account, circumstances);
    this.accounts = [open(first, 1), ...others.map((account, index) => open(account, index + 2))];
    const ids = new Set(this.accounts.map(({ projectId }) => projectId));
    if (ids.size < this.accounts.length) throw new TypeError("two accounts have one projectId");
  }

  /** The account with this project; the first one when none is given. */
  account(projectId = this.accounts[0].projectId): Account {
    const found = this.accounts.find((account) => account.projectId === projectId);
    if (!found) throw new RangeError(`no project is ${projectId}`);
    return found;
  }
}

function seconds(name: string, given: number): number {
  if (!Number.isFinite(given) || given < 0) throw new TypeError(`${name} is a number, 0 or more`);
  return given;
}
