import * as pulumi from "@pulumi/pulumi";
import { Leave } from "./leave";
import { refuse, type Visitor, visitManifests } from "./manifests";
import { PinnedImages } from "./pinnedImages";

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
    const pinning = new Pinning(new PinnedImages(known.pinned ?? {}), new Leave(options.leave ?? []));
    const rewritten = visitManifests(known.manifests, "", pinning);
    pinning.end();
    return rewritten;
  });
}

/** One call of {@link pin}: what it found wrong in all of the manifests. */
class Pinning implements Visitor {
  readonly #faults: string[] = [];
  #refused = 0;
  #unread = 0;

  constructor(
    private readonly pinned: PinnedImages,
    private readonly leave: Leave,
  ) {
    this.#faults.push(...pinned.faults);
  }

  /** What is to be written for an image; itself also where it is refused. */
  image(image: string, where: string): string {
    if (this.leave.has(image)) return image;
    const decision = this.pinned.decide(image);
    if ("write" in decision) return decision.write;
    this.#refused += 1;
    this.#faults.push(`${where}: ${JSON.stringify(image)} ${decision.refused}`);
    return image;
  }

  fault(fault: string): void {
    this.#unread += 1;
    this.#faults.push(fault);
  }

  /** Fails if anything was wrong. */
  end(): void {
    if (this.#unread === 0) this.#faults.push(...this.leave.faults);
    const reason =
      this.pinned.empty && this.#refused > 0
        ? "`pinned` is empty: the gate has not passed yet"
        : "nothing was pinned";
    refuse(`images.pin: ${reason}`, this.#faults);
  }
}
