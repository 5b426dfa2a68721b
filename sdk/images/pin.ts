import * as pulumi from "@pulumi/pulumi";
import type { Node } from "yaml";
import { isManifest, type ManifestImage, manifestImages, type Tree } from "./manifestImages";
import { ManifestText } from "./manifestText";
import { PinnedImages } from "./pinnedImages";
import { readReference } from "./reference";

/** What {@link pin} may leave as it is. */
export interface PinOptions {
  /**
   * Images that nobody scans and that may stay as they are, such as a side-car's: references in which `*` stands for any
   * run of characters, as in `registry.k8s.io/pause:*`. One that no image of the manifests matches is an error.
   */
  leave?: readonly string[] | undefined;
}

/**
 * Kubernetes manifests in which every image is named by the digest that a gate let pass, so that what was scanned is
 * what runs. It fails closed: an image that did not pass, and is not in `leave`, is refused.
 *
 * An image is each string named `image`, however deep below the `spec` or `template` of a manifest, be it a workload or
 * a custom resource; `image.reference` of each element of `volumes` there; and the same of each manifest in a list's
 * `items`. So is a string of that name that is none, such as `rbd.image` of a volume: leave it. None is what stands in
 * `metadata`, `data` or `status`; an object named `image`, as charts have it in their values; and what a custom resource
 * calls by another name, such as `baseImage`.
 *
 * It is looked for in `pinned` as it is written, where no tag and no digest means `:latest`; else without its host, among
 * the images without one; else, having no host, among those with one. It keeps its own repository, and where that has no
 * host, takes the pinned one's. An image that has its digest already stays as it is, if that is the digest of one that
 * passed. What has been pinned once is pinned: doing it again changes nothing.
 *
 * Of a text nothing but the images is changed: comments, order, quotes and line ends stay. Where an alias is an image,
 * its anchor is rewritten, and with it whatever else refers to that.
 *
 * Errors, all of them in one, when the values are known: an image that did not pass, with its place and the nearest ones
 * that did; one that may be either of two; what is no YAML, or no manifest; an element of `leave` that matches nothing.
 *
 * @param manifests YAML or JSON with one or more documents, a manifest as an object, or an array of these.
 * @param pinned The output `pinned` of a ScanGate: references, each with the image's name and digest.
 * @param options What may stay as it is.
 * @returns The same as `manifests`. Not known in a plan while `pinned` is not.
 *
 * @example
 * import * as k8s from "@pulumi/kubernetes";
 * import { readFileSync } from "node:fs";
 * import { images } from "pulumi-image-scan";
 *
 * const text = readFileSync("shop.yaml", "utf8");
 * new k8s.yaml.v2.ConfigGroup("shop", { yaml: images.pin(text, gate.pinned) });
 */
export function pin(
  manifests: pulumi.Input<string>,
  pinned: pulumi.Input<Record<string, string>>,
  options?: PinOptions,
): pulumi.Output<string>;
export function pin<T>(
  manifests: pulumi.Input<T>,
  pinned: pulumi.Input<Record<string, string>>,
  options?: PinOptions,
): pulumi.Output<pulumi.Unwrap<T>>;
export function pin(
  manifests: unknown,
  pinned: pulumi.Input<Record<string, string>>,
  options: PinOptions = {},
): pulumi.Output<unknown> {
  return pulumi.output({ manifests, pinned }).apply((known) => {
    // A gate that never passed has no such output yet.
    const pinning = new Pinning(new PinnedImages(known.pinned ?? {}), options.leave ?? []);
    const rewritten = pinning.rewrite(known.manifests, "");
    pinning.end();
    return rewritten;
  });
}

/** One call of {@link pin}: what it found wrong in all of the manifests. */
class Pinning {
  readonly #pinned: PinnedImages;
  /** The elements of `leave` that have matched no image so far. */
  readonly #unmatched: Set<string>;
  readonly #leave: readonly { readonly written: string; readonly form: RegExp }[];
  readonly #faults: string[] = [];
  #refused = 0;
  #unread = 0;

  constructor(pinned: PinnedImages, leave: readonly string[]) {
    this.#pinned = pinned;
    this.#unmatched = new Set(leave);
    this.#leave = leave.map((written) => ({ written, form: formOf(written) }));
    this.#faults.push(...pinned.faults);
  }

  /** `value`, one or more manifests that stand at `place`, with each image as it shall be. */
  rewrite(value: unknown, place: string): unknown {
    if (Array.isArray(value)) return value.map((one, index) => this.rewrite(one, `${place}[${index}]`));
    return typeof value === "string" ? this.#rewriteText(value, place) : this.#rewriteObject(value, place);
  }

  /** Fails if anything was wrong. */
  end(): void {
    if (this.#unread === 0) {
      const unmatched = [...this.#unmatched].map((one) => `leave: ${JSON.stringify(one)} matches no image`);
      this.#faults.push(...unmatched);
    }
    if (this.#faults.length === 0) return;
    const reason =
      this.#pinned.empty && this.#refused > 0
        ? "`pinned` is empty: the gate has not passed yet"
        : "nothing was pinned";
    // Pulumi prints no more of this error than its message.
    throw new pulumi.RunError(`images.pin: ${reason}\n${this.#faults.map((one) => `  - ${one}`).join("\n")}`);
  }

  #rewriteText(text: string, place: string): string {
    const read = new ManifestText(text);
    for (const fault of read.faults) this.#misread(placed(place, fault));
    const strings = new Map<Node, string>();
    for (const found of read.images) {
      const where = placed(place, found.document, found.manifest, `${found.path} (line ${found.line})`);
      // What other tools take the string for, only they know.
      const { tag } = found.value;
      if (tag !== undefined && tag !== "tag:yaml.org,2002:str") this.#misread(`${where}: has the tag ${tag}`);
      const image = this.#decide(found, where);
      if (image !== found.image) strings.set(found.value, image);
    }
    return read.with(strings);
  }

  #rewriteObject(value: unknown, place: string): unknown {
    if (pulumi.Resource.isInstance(value) || !isManifest(value, objects)) {
      const what = pulumi.Resource.isInstance(value)
        ? "is a resource that is declared already: pin what it is declared with"
        : "is no manifest: it has neither `kind` nor `spec`";
      this.#misread(placed(place, what));
      return value;
    }
    const edits = new Map<unknown, Record<string, string>>();
    for (const found of manifestImages(value, objects)) {
      const image = this.#decide(found, placed(place, found.manifest, found.path));
      edits.set(found.holder, { ...edits.get(found.holder), [found.name]: image });
    }
    return copied(value, edits);
  }

  /** What is to be written for an image; itself also where it is refused. */
  #decide({ image }: ManifestImage<unknown>, where: string): string {
    const left = this.#leave.filter(({ form }) => form.test(image) || form.test(withTag(image)));
    if (left.length > 0) {
      for (const { written } of left) this.#unmatched.delete(written);
      return image;
    }
    const decision = this.#pinned.decide(image);
    if ("write" in decision) return decision.write;
    this.#refused += 1;
    this.#faults.push(`${where}: ${JSON.stringify(image)} ${decision.refused}`);
    return image;
  }

  #misread(fault: string): void {
    this.#unread += 1;
    this.#faults.push(fault);
  }
}

const objects: Tree<unknown> = {
  properties: (value) => (isObject(value) ? Object.entries(value) : undefined),
  elements: (value) => (Array.isArray(value) ? value : undefined),
  text: (value) => (typeof value === "string" ? value : undefined),
};

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `value` with the properties that `edits` has for an object in it. */
function copied(value: unknown, edits: ReadonlyMap<unknown, Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((one) => copied(one, edits));
  if (!isObject(value)) return value;
  const copies = Object.entries(value).map(([name, one]) => [name, copied(one, edits)] as const);
  return { ...Object.fromEntries(copies), ...edits.get(value) };
}

function placed(...places: string[]): string {
  return places.filter((one) => one !== "").join(", ");
}

function formOf(pattern: string): RegExp {
  const literals = pattern.split("*").map((literal) => literal.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${literals.join(".*")}$`);
}

/** An image as it is meant where it has neither a tag nor a digest. */
function withTag(image: string): string {
  const { repository, tag, digest } = readReference(image) ?? {};
  return repository === undefined || digest !== undefined ? image : `${repository}:${tag}`;
}
