import { assume } from "../assume";
import { type PaceOptions, scanPace, seconds } from "../scanPace";
import { Account, type AccountOptions } from "./account";
import { type Assumptions, READINGS } from "./assumptions";

export interface AlicloudOptions extends PaceOptions {
  /** @default one mainland account with a made-up key */
  readonly accounts?: readonly [AccountOptions, ...AccountOptions[]];
  /** How often each account may ask for each action in a second; `Infinity` lifts the limit. @default 20 */
  readonly requestsPerSecond?: number;
  /** The most rows of a page, whatever PageSize says. @default 100 */
  readonly maxPageSize?: number;
  /** How long a task may take before it ends as TIMEOUT. @default 86400 */
  readonly secondsToTimeOut?: number;
  /** The error code for an eleventh task, where `whenFull` reads `refused`. @default "TaskLimitExceeded" */
  readonly fullCode?: string;
  /** How the sandbox reads what the vendor's documents leave open. */
  readonly assume?: Partial<Assumptions>;
}

const TIMEOUT_SECONDS = 86_400;
const PAGE_SIZE = 100;

/** What Security Center holds: its accounts, each with its images and tasks. */
export class Alicloud {
  readonly accounts: readonly [Account, ...Account[]];
  /** How what the vendor's documents leave open is read. */
  readonly assumptions: Assumptions;
  /** @internal */
  readonly maxPageSize: number;

  /** @internal */
  constructor(options: AlicloudOptions, clock: () => number) {
    this.assumptions = assume(READINGS, options.assume ?? {});
    this.maxPageSize = options.maxPageSize ?? PAGE_SIZE;
    if (!Number.isSafeInteger(this.maxPageSize) || this.maxPageSize < 1) {
      throw new TypeError("maxPageSize is an integer, 1 or more");
    }
    const surroundings = {
      assumptions: this.assumptions,
      clock,
      pace: scanPace(options),
      limits: {
        secondsToTimeOut: seconds("secondsToTimeOut", options.secondsToTimeOut ?? TIMEOUT_SECONDS),
        fullCode: options.fullCode ?? "TaskLimitExceeded",
      },
    };
    const [first = {}, ...others] = options.accounts ?? [];
    const open = (account: AccountOptions, number: number) => new Account(number, account, surroundings);
    this.accounts = [open(first, 1), ...others.map((account, index) => open(account, index + 2))];
  }

  /** The account of this number; the first one when none is given. */
  account(uid = this.accounts[0].uid): Account {
    const found = this.accounts.find((account) => account.uid === uid);
    if (!found) throw new RangeError(`no account is ${uid}`);
    return found;
  }
}
