import type { Readings } from "../assume";

/**
 * What no document of the vendor settles. Each names the reading that the sandbox follows; a client should be
 * right under every one of them.
 */
export interface Assumptions {
  /** How a digest is spelled in answers: 64 hexadecimal digits, or these after `sha256:`. @default "hex" */
  readonly digestSpelling: "hex" | "prefixed";
  /**
   * Which of its two numbers PublicPreCheckImageScanTask says is which: NeedAuthCount the images and
   * ScanImageCount the quota that they need, as its document has it, or as the names suggest.
   * @default "asDocumented"
   */
  readonly preCheck: "asDocumented" | "swapped";
  /**
   * What happens to an image that PublicSyncAndCreateImageScanTask names and no registry of the account holds:
   * it is taken as it is named, or the request is refused, or that image is left out.
   * @default "imported"
   */
  readonly unknownImages: "imported" | "refused" | "leftOut";
  /** How AppNames is read: as one name, as names between commas, or as a JSON list. @default "one" */
  readonly appNames: "one" | "commas" | "json";
  /** How ContainerIds is read. @default "commas" */
  readonly containerIds: "commas" | "one" | "json";
  /**
   * Whether a task of containers is an image scan task, which GetOnceTaskResultInfo and
   * DescribeOnceTaskLeafRecordPage find, or one of another type that they do not.
   * @default "imageScan"
   */
  readonly containerTasks: "imageScan" | "unreadable";
  /** What GetOnceTaskResultInfo says of an id that it does not know. @default "error" */
  readonly unknownTask: "error" | "empty";
  /** Whether GetOnceTaskResultInfo knows the ids of single images of a task. @default "unknown" */
  readonly leafIds: "unknown" | "known";
  /**
   * Whose id ListUnfinishedOnceTask and DescribeImageLatestScanTask say as TaskId: the single image's, or its
   * task's.
   * @default "leaf"
   */
  readonly unfinishedTaskId: "leaf" | "root";
  /**
   * What the StatusText of a single image of a task says while it is scanned: the phase, as the list of images
   * does, or START.
   * @default "phases"
   */
  readonly leafStatus: "phases" | "documented";
  /** What CancelOnceTask says of a task that has ended. @default "ignored" */
  readonly cancelEnded: "ignored" | "error";
  /** What CancelOnceTask says of an id that it does not know. @default "error" */
  readonly cancelUnknown: "error" | "ignored";
  /**
   * What the readers say of a task that was canceled: one of the documented words, or CANCELED, or that there
   * is no such task.
   * @default "TIMEOUT"
   */
  readonly canceledStatus: "TIMEOUT" | "SUCCESS" | "FAIL" | "CANCELED" | "gone";
  /**
   * What creating a task says when as many run as may: HTTP 200 with `CanCreate: false` and no TaskId, or an
   * error.
   * @default "noTaskId"
   */
  readonly whenFull: "noTaskId" | "refused";
  /**
   * What creating a task says when there is nothing to scan: a task of no images that has ended at once, or an
   * error.
   * @default "emptyTask"
   */
  readonly nothingMatched: "emptyTask" | "refused";
  /** What becomes of a second image scan among the cycle tasks. @default "allowed" */
  readonly secondCycleTask: "allowed" | "refused" | "replaces";
  /** What changing or deleting a cycle task that is not there says. @default "error" */
  readonly unknownConfig: "error" | "ignored";
}

/** The readings of each point, the default first. */
export const READINGS: Readings<Assumptions> = {
  digestSpelling: ["hex", "prefixed"],
  preCheck: ["asDocumented", "swapped"],
  unknownImages: ["imported", "refused", "leftOut"],
  appNames: ["one", "commas", "json"],
  containerIds: ["commas", "one", "json"],
  containerTasks: ["imageScan", "unreadable"],
  unknownTask: ["error", "empty"],
  leafIds: ["unknown", "known"],
  unfinishedTaskId: ["leaf", "root"],
  leafStatus: ["phases", "documented"],
  cancelEnded: ["ignored", "error"],
  cancelUnknown: ["error", "ignored"],
  canceledStatus: ["TIMEOUT", "SUCCESS", "FAIL", "CANCELED", "gone"],
  whenFull: ["noTaskId", "refused"],
  nothingMatched: ["emptyTask", "refused"],
  secondCycleTask: ["allowed", "refused", "replaces"],
  unknownConfig: ["error", "ignored"],
};
