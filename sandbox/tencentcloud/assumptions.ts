import type { Readings } from "../assume";

/**
 * What no document of the vendor settles. Each names the reading that the sandbox follows; a client should be
 * right under every one of them.
 */
export interface Assumptions {
  /**
   * What describing the registry schedule says on an account that has never set it: a setting that is off
   * (`defaults`), or the error ResourceNotFound (`notFound`). The local schedule always says the former: its
   * documented errors do not include ResourceNotFound.
   * @default "defaults"
   */
  readonly neverConfigured: "defaults" | "notFound";
  /**
   * How ScanTime and ScanEndTime come back: as they were sent, or with seconds whatever was sent.
   * @default "asSent"
   */
  readonly scanTime: "asSent" | "HH:mm:ss";
  /**
   * How the words of ScanType come back: as they were sent, or in lower case as in the official example.
   * @default "asSent"
   */
  readonly scanType: "asSent" | "lowerCase";
  /** How an empty list comes back. @default "[]" */
  readonly emptyLists: "[]" | "null";
  /**
   * What a write does to an optional field that it leaves out: back to its default, or kept as it was.
   * @default "reset"
   */
  readonly omittedFields: "reset" | "kept";
  /**
   * How hand-picked images come back: as they were sent, or both as Id and as Images whichever was sent, as in
   * the official example.
   * @default "asSent"
   */
  readonly handPicked: "asSent" | "both";
  /**
   * Whether a field that the model marks as possibly absent is in every answer, or only where it holds
   * something other than "", 0, false or an empty list.
   * @default "always"
   */
  readonly optionalFields: "always" | "whenSet";
  /**
   * Whether a tag that moves to another digest becomes another asset with an id of its own, or stays the asset
   * it was.
   * @default "newId"
   */
  readonly movedTag: "newId" | "sameId";
  /**
   * Whether the answer to creating a scan task of registry images tells its TaskID, which the model marks as
   * possibly absent and an official example leaves out.
   * @default "told"
   */
  readonly registryTaskId: "told" | "absent";
  /** What the Status of a task of registry images says when it has ended by itself. @default "SCANNED" */
  readonly endedStatus: "SCANNED" | "SCAN_FINISH" | "SUCCESS" | "END";
  /** What is said of a task, or an image, that waits for its scan to begin. @default "WAIT_SCAN" */
  readonly waitingStatus: "WAIT_SCAN" | "NOT_SCAN";
  /**
   * What creating a task says when none of its images can be scanned, being unauthorised or in another scan:
   * FailedOperation, or for local images FailedOperation.ErrAlreadyScanning (`refused`), or a task of no images
   * that ends at once (`accepted`).
   * @default "refused"
   */
  readonly nothingToScan: "refused" | "accepted";
  /** Whether the status of a task of registry images has a line for each image, or none. @default "listed" */
  readonly imageProgress: "listed" | "empty";
  /**
   * How the ScanTime of a registry image is written: with its offset, or as Beijing's time without one.
   * @default "zoned"
   */
  readonly imageScanTime: "zoned" | "plain";
  /**
   * Which task of local images is the account's running or last one: any, or only one created with
   * IsOneClickScanningTask.
   * @default "any"
   */
  readonly lastLocalTask: "any" | "oneClick";
  /**
   * Whether a vulnerability of several packages is a row for each of them, and so counted, or one row.
   * @default "package"
   */
  readonly vulnerabilityRows: "package" | "vulnerability";
  /**
   * Whether the vulnerabilities of local images come with every field of the model, or with few: without FixedVersions
   * and Tag, as in the official example.
   * @default "all"
   */
  readonly localVulnerabilityFields: "all" | "few";
}

/** The readings of each point, the default first. */
export const READINGS: Readings<Assumptions> = {
  neverConfigured: ["defaults", "notFound"],
  scanTime: ["asSent", "HH:mm:ss"],
  scanType: ["asSent", "lowerCase"],
  emptyLists: ["[]", "null"],
  omittedFields: ["reset", "kept"],
  handPicked: ["asSent", "both"],
  optionalFields: ["always", "whenSet"],
  movedTag: ["newId", "sameId"],
  registryTaskId: ["told", "absent"],
  endedStatus: ["SCANNED", "SCAN_FINISH", "SUCCESS", "END"],
  waitingStatus: ["WAIT_SCAN", "NOT_SCAN"],
  nothingToScan: ["refused", "accepted"],
  imageProgress: ["listed", "empty"],
  imageScanTime: ["zoned", "plain"],
  lastLocalTask: ["any", "oneClick"],
  vulnerabilityRows: ["package", "vulnerability"],
  localVulnerabilityFields: ["all", "few"],
};
