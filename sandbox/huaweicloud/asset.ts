import type { Outcome } from "../outcome";
import type { Assumptions } from "./assumptions";
import { CLEAN, type Found, severityOf, type Vulnerability } from "./findings";
import type { ScanType } from "./scanScope";

/** What the row of every image has, whether it is in a registry or on a server. */
export type ImageRow = {
  image_id: string;
  image_digest: string;
  image_name: string;
  image_version: string;
  image_size: number;
  scan_status: string;
  latest_update_time: number;
  latest_scan_time: number;
  vul_num: number;
  unsafe_setting_num: number;
  malicious_file_num: number;
  severity_level: string;
};

/** How the rows of one kind of images tell of scans. */
export interface ScanWords<Row> {
  /** The scan_status of an image that waits for its scan. */
  readonly waiting: string;
  /** What the row says after a scan failed for this reason, or "" to say that none did. */
  failed(reason: string): Partial<Row>;
}

/** What came of scanning one image. */
export type Verdict = "safe" | "risky" | "failed";

/** An image as HSS keeps it: the row that lists show, and what they do not. */
export class Asset<Row extends ImageRow = ImageRow> {
  /** What its scans come to. */
  outcome: Outcome<Found> = CLEAN;
  /** What its last scan for them found. */
  vulnerabilities: readonly Vulnerability[] = [];
  /** The scan_status before the scan that it waits for or is in. */
  #before: string | undefined;

  constructor(
    readonly row: Row,
    readonly enterpriseProject: string,
    private readonly words: ScanWords<Row>,
    private readonly changed: () => void,
  ) {}

  waitForScan(): void {
    this.#before ??= this.row.scan_status;
    this.#write({ scan_status: this.words.waiting });
  }

  beginScan(): void {
    this.#before ??= this.row.scan_status;
    this.#write({ scan_status: "scanning" });
  }

  /** Ends a scan for these risk types, at this time in milliseconds since 1970. */
  endScan(types: readonly ScanType[], at: number, assumptions: Assumptions): Verdict {
    const { outcome, row } = this;
    if (!outcome.ok) {
      this.failScan(outcome.error, at, assumptions);
      return "failed";
    }
    const { vulnerabilities, malware, unsafeSettings } = outcome.found;
    this.#before = undefined;
    if (types.includes("vulnerability")) {
      this.vulnerabilities = vulnerabilities;
      row.vul_num = vulnerabilities.length;
    }
    if (types.includes("maliciousFile")) row.malicious_file_num = malware;
    if (types.includes("baseline")) row.unsafe_setting_num = unsafeSettings;
    const risky = row.vul_num + row.malicious_file_num + row.unsafe_setting_num > 0;
    this.#write({
      ...this.words.failed(""),
      scan_status: "success",
      latest_scan_time: at,
      severity_level: row.malicious_file_num > 0 ? "High" : severityOf(this.vulnerabilities),
    });
    return risky ? "risky" : "safe";
  }

  failScan(reason: string, at: number, { failedScanTime }: Assumptions): void {
    this.#before = undefined;
    this.#write({
      scan_status: "failed",
      ...this.words.failed(reason),
      ...(failedScanTime === "written" && { latest_scan_time: at }),
    });
  }

  /** Gives the scan up: the row says again what it said before, as there is no word for a scan that was stopped. */
  abandonScan(): void {
    this.#write({ scan_status: this.#before ?? this.row.scan_status });
    this.#before = undefined;
  }

  #write(fields: Partial<ImageRow> | Partial<Row>): void {
    Object.assign(this.row, fields);
    this.changed();
  }
}
