import type { Asset, ImageRow } from "./asset";
import { Images, refuseUnusable } from "./images";
import { madeUpDigest, madeUpUuid } from "./madeUp";

/** An image of the servers as HSS lists it: ImageLocalInfo, in its own words. */
export type LocalImage = ImageRow & {
  local_image_type: string;
  host_num: number;
  container_num: number;
  component_num: number;
  scan_failed_desc: string;
  host_name: string;
  host_id: string;
  agent_id: string;
  /** Why it cannot be scanned; "" when it can. */
  non_scan_reason: string;
};

/** What `add` takes in place of `name:tag`. */
export type NewLocalImage = Partial<LocalImage> & Pick<LocalImage, "image_name" | "image_version">;

/** Where an image runs, in the words of the filters: no list shows it. */
export type Place = Partial<Record<PlaceWord, string>>;
type PlaceWord = (typeof PLACE_WORDS)[number];

/** What a place can be told by. */
export const PLACE_WORDS = [
  "host_ip",
  "public_ip",
  "private_ip",
  "cluster_id",
  "container_id",
  "container_name",
  "pod_id",
  "pod_name",
  "app_name",
] as const;

const REFERENCE = /^(.+?)(?::([\w][\w.-]{0,127}))?$/;

const plainImage = (): LocalImage => ({
  image_name: "",
  image_id: "",
  image_digest: "",
  image_version: "",
  local_image_type: "other_image",
  scan_status: "unscan",
  image_size: 56_623_104,
  latest_update_time: 0,
  latest_scan_time: 0,
  vul_num: 0,
  unsafe_setting_num: 0,
  malicious_file_num: 0,
  host_num: 1,
  container_num: 0,
  component_num: 0,
  scan_failed_desc: "",
  severity_level: "",
  host_name: "node-1",
  host_id: madeUpUuid("server node-1"),
  agent_id: madeUpUuid("agent node-1"),
  non_scan_reason: "",
});

/** The images on an account's servers. */
export class LocalImages extends Images<LocalImage> {
  readonly #places = new Map<string, Place[]>();

  constructor(
    private readonly clock: () => number,
    catchUp: () => void,
  ) {
    super({ waiting: "waiting", failed: (scan_failed_desc) => ({ scan_failed_desc }) }, catchUp);
  }

  /** Pulls an image onto a server: `name:tag`, or its fields. It is the default enterprise project's if not said. */
  add(image: string | NewLocalImage, enterpriseProject = "0"): Readonly<LocalImage> {
    const given = typeof image === "string" ? parseReference(image) : image;
    const plain = plainImage();
    refuseUnusable(given, plain, ["image_name", "image_version"]);
    const pulled = `${given.image_name}:${given.image_version} ${this.additions}`;
    this.additions += 1;
    const made = {
      image_id: madeUpUuid(`local ${pulled}`),
      image_digest: madeUpDigest(`local ${pulled}`),
      latest_update_time: this.clock(),
    };
    return this.put(Object.assign(plain, made, given), enterpriseProject).row;
  }

  /** Pulls so many images at once. */
  addMany(count: number, fields: Partial<Omit<NewLocalImage, "image_id">> = {}): void {
    for (let added = 0; added < count; added += 1) {
      const image_name = `bulk/service-${this.additions % 100}`;
      this.add({ ...fields, image_name, image_version: `1.${this.additions}` });
    }
  }

  /** Pulls another image under the name and tag of one that is there. */
  move(which: string, digest?: string): Readonly<LocalImage> {
    const { row, enterpriseProject } = this.asset(which);
    const { image_name, image_version, local_image_type, host_num, container_num, non_scan_reason } = row;
    const { host_name, host_id, agent_id } = row;
    this.remove(row.image_id);
    const kept = { image_name, image_version, local_image_type, host_num, container_num, non_scan_reason };
    const server = { host_name, host_id, agent_id };
    return this.add({ ...kept, ...server, ...(digest && { image_digest: digest }) }, enterpriseProject);
  }

  /** Lets the image be scanned, or not. */
  allowScans(which: string, allowed = true): void {
    this.asset(which).row.non_scan_reason = allowed ? "" : "The agent of the server is offline.";
    this.changed();
  }

  /** Runs the image somewhere. */
  runIn(which: string, place: Place): void {
    const { row } = this.asset(which);
    this.#places.set(row.image_id, [...this.placesOf(row), place]);
    row.container_num += 1;
    this.changed();
  }

  /** @internal */
  placesOf({ image_id }: LocalImage): readonly Place[] {
    return this.#places.get(image_id) ?? [];
  }

  override referenceOf({ image_name, image_version }: LocalImage): string {
    return `${image_name}:${image_version}`;
  }

  protected override keyOf({ image_id }: LocalImage): string {
    return image_id;
  }

  protected override find(which: string | number | bigint): readonly Asset<LocalImage>[] {
    const text = String(which);
    const asset = this.byKey(text);
    if (asset) return [asset];
    const { image_name, image_version } = parseReference(text);
    return this.byReference(`${image_name}:${image_version}`);
  }
}

function parseReference(reference: string): NewLocalImage {
  const [, image_name = "", image_version = "latest"] = REFERENCE.exec(reference) ?? [];
  return { image_name, image_version };
}
