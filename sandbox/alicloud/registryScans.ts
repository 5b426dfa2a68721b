import { isJsonObject, type Json, type JsonObject } from "../json";
import type { Assumptions } from "./assumptions";
import type { OnceTasks } from "./onceTasks";
import { type Fields, type Parameters, readList, STRING } from "./parameters";
import type { Quota } from "./quota";
import { isDigest, type NewRegistryImage, type RegistryImage } from "./registryImage";
import type { RegistryImages } from "./registryImages";
import { RegistryTarget } from "./registryTarget";
import { invalidParameter } from "./vendorError";

/** The filters of PublicCreateImageScanTask, each with the field that it is about. */
const FILTERS = {
  RegistryTypes: "RegistryType",
  RegionIds: "RegionId",
  InstanceIds: "InstanceId",
  RepoNamespaces: "RepoNamespace",
  RepoIds: "RepoId",
  RepoNames: "RepoName",
  Digests: "Digest",
  Tags: "Tag",
} as const;

/** What PublicCreateImageScanTask and PublicPreCheckImageScanTask take. */
export const BY_FILTER: Fields = {
  ...Object.fromEntries(Object.keys(FILTERS).map((name) => [name, STRING])),
  SourceIp: STRING,
};

/** The fields of an element of Images, each with the field of the image that it says. */
const COORDINATES = {
  registryType: "RegistryType",
  regionId: "RegionId",
  instanceId: "InstanceId",
  repoId: "RepoId",
  repoNamespace: "RepoNamespace",
  repoName: "RepoName",
  tag: "Tag",
  digest: "Digest",
} as const;
const TIMES = ["createTime", "updateTime"];
const DIGEST = /^(sha256:)?[0-9a-f]{64}$/;

type Element = { readonly [Name in keyof typeof COORDINATES]?: string } & {
  readonly repoNamespace: string;
  readonly repoName: string;
};

/** The one-off scans of an account's registry images. */
export class RegistryScans {
  constructor(
    private readonly images: RegistryImages,
    private readonly tasks: OnceTasks,
    private readonly quota: Quota,
    private readonly assumptions: Assumptions,
  ) {}

  /** PublicSyncAndCreateImageScanTask */
  syncAndCreate(parameters: Parameters): JsonObject {
    this.tasks.catchUp();
    const elements = readElements(parameters.needed("Images"), this.assumptions);
    const unknown = elements.find((element) => !this.#find(element));
    if (unknown && this.assumptions.unknownImages === "refused") {
      throw invalidParameter(`Images: ${unknown.repoNamespace}/${unknown.repoName} is in no registry`);
    }
    const named = new Set<RegistryImage>();
    for (const element of elements) {
      const image = this.#find(element) ?? this.#importStranger(element);
      if (image) named.add(image);
    }
    for (const image of named) this.images.import(image);
    return this.#start("PublicSyncAndCreateImageScanTask", [...named]);
  }

  /** PublicCreateImageScanTask */
  create(parameters: Parameters): JsonObject {
    return this.#start("PublicCreateImageScanTask", this.#filtered(parameters));
  }

  /** PublicPreCheckImageScanTask */
  preCheck(parameters: Parameters): JsonObject {
    const images = this.#filtered(parameters);
    const digests = new Set(images.map(({ Digest }) => Digest));
    const needed = [...digests].filter((digest) => this.quota.needs(digest)).length;
    return this.assumptions.preCheck === "asDocumented"
      ? { NeedAuthCount: images.length, ScanImageCount: needed }
      : { NeedAuthCount: needed, ScanImageCount: images.length };
  }

  /** Scans every image that SAS knows, the way a cycle task does. Answers the task's id. */
  startAll(action: string): string {
    const all = this.images.list().filter((image) => this.images.isKnown(image));
    const { TaskId } = this.#start(action, all);
    return typeof TaskId === "string" ? TaskId : "";
  }

  #start(action: string, images: readonly RegistryImage[]): JsonObject {
    const targets = images.map((image) => new RegistryTarget(image, this.images));
    return this.tasks.create("registry", action, targets);
  }

  /** Each filter that is there must be met, any value of it being enough. */
  #filtered(parameters: Parameters): RegistryImage[] {
    this.tasks.catchUp();
    const asked = Object.entries(FILTERS)
      .map(([name, field]) => ({ field, values: new Set(parameters.commaList(name)) }))
      .filter(({ values }) => values.size > 0);
    const meets = (image: RegistryImage) =>
      asked.every(({ field, values }) =>
        field === "Digest"
          ? [...values].some((value) => isDigest(value, image.Digest))
          : values.has(image[field]),
      );
    return this.images.list().filter((image) => this.images.isKnown(image) && meets(image));
  }

  #find(element: Element): RegistryImage | undefined {
    const fits = (image: RegistryImage) =>
      Object.entries(COORDINATES).every(([name, field]) => {
        const asked = element[name as keyof Element];
        if (asked === undefined) return true;
        return field === "Digest" ? isDigest(asked, image.Digest) : image[field] === asked;
      });
    return this.images.ofRepository(element.repoNamespace, element.repoName).find(fits);
  }

  #importStranger(element: Element): RegistryImage | undefined {
    if (this.assumptions.unknownImages === "leftOut") return undefined;
    const { repoNamespace: RepoNamespace, repoName: RepoName, tag: Tag = "latest" } = element;
    const given = Object.entries(COORDINATES)
      .map(([name, field]) => [field, element[name as keyof Element]] as const)
      .filter(([, value]) => value !== undefined);
    const image: NewRegistryImage = { ...Object.fromEntries(given), RepoNamespace, RepoName, Tag };
    return this.images.importStranger(image);
  }
}

function readElements(text: string, assumptions: Assumptions): Element[] {
  const elements = readList("Images", text);
  if (elements.length === 0) throw invalidParameter("Images names no image");
  return elements.map((element) => readElement(element, assumptions));
}

function readElement(element: Json, { digestSpelling }: Assumptions): Element {
  if (!isJsonObject(element)) throw invalidParameter("Images has an element that is no object");
  for (const [name, value] of Object.entries(element)) {
    const known = Object.hasOwn(COORDINATES, name) || TIMES.includes(name);
    if (!known) throw invalidParameter(`Images has an element with ${name}`);
    if (typeof value !== (TIMES.includes(name) ? "number" : "string")) {
      throw invalidParameter(`${name} of an element of Images`);
    }
  }
  const read = Object.fromEntries(Object.entries(element).filter(([, value]) => value !== "")) as Element;
  if (!read.repoNamespace || !read.repoName)
    throw invalidParameter("Images has an element without its repository");
  if (!read.tag && !read.digest) throw invalidParameter("Images has an element without tag and digest");
  const isPrefixed = read.digest?.startsWith("sha256:") === true;
  if (read.digest && !(DIGEST.test(read.digest) && (digestSpelling === "prefixed" || !isPrefixed))) {
    throw invalidParameter("digest of an element of Images");
  }
  return read;
}
