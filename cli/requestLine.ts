/** What the line tells of a request; both a log entry and its JSON form have it. */
interface Told {
  readonly at: number;
  readonly cloud: string;
  readonly action: string;
  readonly account?: string;
  readonly outcome: string;
  readonly fault?: string;
}

/** One line about a request that the sandbox has seen: `09:12:01.204 tencentcloud 100000000001 DescribeX ok`. */
export function requestLine({ at, cloud, action, account = "-", outcome, fault }: Told): string {
  const time = new Date(at).toTimeString().slice(0, 8);
  const milliseconds = String(at % 1_000).padStart(3, "0");
  const cause = fault === undefined || fault === outcome ? "" : ` (fault: ${fault})`;
  return `${time}.${milliseconds} ${cloud} ${account} ${action || "-"} ${outcome}${cause}`;
}
