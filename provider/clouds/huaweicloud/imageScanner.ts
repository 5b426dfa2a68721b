import type { Context } from "../../core/context";
import { asScanError, ScanError } from "../../core/errors";
import type { ImageMap } from "../../core/imageSet";
import { partsOf } from "../../core/submission";
import type { Accepted, Handed, Run, Scanner } from "../../core/task";
import type { Properties } from "../../core/wire";
import type { ImageRow, ImageType, QueryInfo } from "./api";
import type { HssClient } from "./client";
import { freeScans } from "./freeScans";
import type { HandedImage, Images } from "./images";
import { everyBit, everything, normalScope, type ScanType, sentScope } from "./scanScope";
import { isScanning } from "./scanState";
import { refusalOrBusy, ScanTasks } from "./scanTasks";

/** How many images a submission names. HSS documents no limit. */
const mostImages = 200;

/** Scans of one of HSS's lists of images. */
export class ImageScanner<R extends ImageRow, I extends object> implements Scanner {
  readonly queue: string;
  protected readonly tasks: ScanTasks;
  private counted: readonly number[] | undefined;

  constructor(
    private readonly context: Context,
    protected readonly client: HssClient,
    private readonly type: ImageType,
    private readonly images: Images<R, I>,
    private readonly inputs: Properties,
    /** The filter of a selection as HSS's list takes it; undefined if the list cannot tell. */
    private readonly listQuery: (query: QueryInfo) => QueryInfo | undefined,
  ) {
    this.queue = `hss ${type} ${client.key}`;
    this.tasks = ScanTasks.of(context, client, type);
  }

  async resolve(map: ImageMap): Promise<Record<string, Handed>> {
    const rows = await this.images.records(map);
    const hindered = Object.entries(rows).flatMap(([key, row]) => {
      const reason = this.images.images.hindrance(row);
      return reason === undefined ? [] : [`${key}: ${reason}`];
    });
    if (hindered.length > 0) throw unscannable(hindered, Object.keys(rows).length);
    return await this.images.handed(map);
  }

  digests(map: ImageMap): Promise<Record<string, string | undefined>> {
    return this.images.digests(map);
  }

  chunks(keys: readonly string[]): readonly (readonly string[])[] {
    return partsOf(keys, mostImages);
  }

  async count(inputs: Properties): Promise<number | undefined> {
    const rows = await this.selected(inputs);
    // HSS may leave out of a scan what another one is busy with.
    this.counted = rows && [rows.length, rows.filter((row) => !isScanning(row)).length];
    return rows?.length;
  }

  /** What HSS would scan of a selection without names; undefined if its list cannot tell. */
  private async selected(inputs: Properties): Promise<readonly R[] | undefined> {
    const query = this.listQuery(filterOf(inputs));
    const rows = query === undefined ? undefined : await this.images.images.selected(query);
    return rows?.filter((row) => this.images.images.hindrance(row) === undefined);
  }

  price(): Promise<string> {
    return freeScans(this.client);
  }

  scanning(
    images: Readonly<Record<string, Handed>>,
    since: number,
    lost: boolean,
  ): Promise<ReadonlySet<string>> {
    return this.images.scanning(images, since, lost);
  }

  async selectionIsScanning(inputs: Properties, lost: boolean): Promise<boolean> {
    const { scanTypes } = inputs as { scanTypes: readonly ScanType[] };
    const running = await this.tasks.running();
    if (running.length === 0 && !lost) return false;
    const rows = await this.selected(inputs);
    // Only a scan of everything is known by its row: what another selects no list tells.
    const isSame = running.some(
      (task) =>
        inputs.all === true &&
        task.is_all === true &&
        normalScope(task.scan_scope ?? 0) === normalScope(sentScope(scanTypes)),
    );
    if (isSame || rows === undefined) return isSame;
    // A scan whose answer was lost, and that is not to be told from others, shows in its images.
    return lost ? rows.some(isScanning) : rows.length > 0 && rows.every(isScanning);
  }

  async submit(images: readonly HandedImage[] | undefined, inputs: Properties): Promise<Accepted> {
    const { scanTypes, imagesPerHour } = inputs as { scanTypes: readonly ScanType[]; imagesPerHour?: number };
    const filter = filterOf(inputs);
    const isAll = !images && inputs.all === true;
    const body = {
      is_all: isAll,
      ...(imagesPerHour === undefined ? {} : { rate_limit: imagesPerHour }),
      ...(images ? { image_info: images.map(({ info }) => info) } : {}),
      ...(images || isAll ? {} : { query_info: filter }),
    };
    const scope = sentScope(scanTypes);
    const post = async (scan_scope: number): Promise<void> => {
      const query = { global_image_type: this.type };
      await this.client.callOnce("CreateManualImageScanTask", query, { scan_scope, ...body });
    };
    const expected = {
      scope,
      rateLimit: imagesPerHour,
      isAll,
      images: images ? [images.length] : this.counted,
    };
    return await this.submitted(expected, async () => {
      try {
        await post(scope);
      } catch (failure) {
        const error = asScanError(failure, "CreateManualImageScanTask");
        // The documented number for all is above the largest that the vendor's own model allows.
        if (error.kind !== "InvalidInput" || scope !== everything) throw error;
        await post(everyBit).catch((second) => {
          const lost = asScanError(second, "CreateManualImageScanTask");
          throw lost.kind === "InvalidInput" ? error : lost;
        });
      }
    });
  }

  async stop(runs: readonly Run[], images: readonly Handed[]): Promise<number | string> {
    const stopped = await this.tasks.stop(runs);
    if (stopped !== 0 || runs[0] === undefined || runs[0].taskIds.length > 0) return stopped;
    const byId = Object.fromEntries(images.map((image) => [image.id, image]));
    const running =
      images.length > 0
        ? (await this.images.scanning(byId, this.context.clock.now(), false)).size > 0
        : (await this.tasks.running()).length > 0 || (await this.selected(this.inputs))?.some(isScanning);
    return running ? "HSS gave the scan no id, so that it cannot be stopped: it goes on" : 0;
  }

  /** Submits, and tells a refusal because another scan runs from any other. */
  protected async submitted(
    expected: Parameters<ScanTasks["submit"]>[0],
    post: () => Promise<void>,
  ): Promise<Accepted> {
    let wasBusy = false;
    try {
      return await this.tasks.submit(expected, async (busy) => {
        wasBusy = busy;
        await post();
      });
    } catch (failure) {
      throw await refusalOrBusy(this.tasks, wasBusy, asScanError(failure, "submit"));
    }
  }
}

/** A filter in HSS's words. */
export function filterOf(inputs: Properties): QueryInfo {
  const { filter = {} } = inputs as { filter?: Readonly<Record<string, string | boolean>> };
  return Object.fromEntries(
    Object.entries(filter).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}

function unscannable(hindered: readonly string[], total: number): ScanError {
  const rest = hindered.length > 10 ? `\n    and ${hindered.length - 10} more` : "";
  const shown = hindered.slice(0, 10).map((line) => `\n    ${line}`);
  return new ScanError({
    kind: "QuotaExceeded",
    action: "images",
    text: `${hindered.length} of ${total} images cannot be scanned:${shown.join("")}${rest}`,
    remedy: "Mend that in HSS's console, or take them out of the set. Nothing was submitted.",
    mayHaveActed: false,
  });
}
