import * as pulumi from "@pulumi/pulumi";
import { distinct } from "./image";
import { Leave } from "./leave";
import { refuse, visitManifests } from "./manifests";
import { publicHost } from "./publicHost";
import { type Reference, readReference } from "./reference";

/** What {@link fromKubernetes} leaves out. */
export interface FromKubernetesOptions {
  /**
   * Only the images of these registries: hosts, or hosts with the beginning of a path, as in
   * `registry.cn-hangzhou.aliyuncs.com/team`. An image without a host is of `docker.io`, where Kubernetes takes it from.
   * One that no image is of is an error. All, when left out.
   */
  registries?: readonly string[] | undefined;
  /**
   * Images to leave out: references in which `*` stands for any run of characters, as in `registry.k8s.io/pause:*`. One
   * that no image of the manifests matches is an error.
   */
  leave?: readonly string[] | undefined;
}

/**
 * The images that Kubernetes manifests run, for the `images` of a schedule or a task: those that `images.pin` would pin,
 * be they of containers, init containers, ephemeral containers or volumes, of workloads or of custom resources. Each is
 * there once, as it is written, in sorted order. Nothing is left out but what `registries` and `leave` say, and
 * every image that is left out is named in a line of the update's log.
 *
 * Errors, all of them in one, when the values are known: what is no YAML, or no manifest; an image that is no reference,
 * such as that of a template which was not rendered; an element of `registries` or `leave` that matches nothing.
 *
 * @param manifests YAML or JSON with one or more documents, a manifest as an object, or an array of these.
 * @param options What to leave out.
 * @returns Not known in a plan while any part of the manifests is not.
 *
 * @example
 * import { readFileSync } from "node:fs";
 * import { images, tencentcloud } from "pulumi-image-scan";
 *
 * const shop = images.fromKubernetes(readFileSync("shop.yaml", "utf8"), { leave: ["registry.k8s.io/*"] });
 * new tencentcloud.RegistryScanTask("shop", { images: shop });
 */
export function fromKubernetes(
  manifests: unknown,
  options: FromKubernetesOptions = {},
): pulumi.Output<string[]> {
  return pulumi.output([manifests]).apply(([known]: unknown[]) => {
    const { images, left } = gathered(known, options);
    if (left.length > 0) {
      const count = `${left.length} of ${images.length + left.length}`;
      void pulumi.log.info(`images.fromKubernetes: ${count} images are left out: ${left.join(", ")}`);
    }
    return images;
  });
}

function gathered(
  manifests: unknown,
  { registries, leave: patterns = [] }: FromKubernetesOptions,
): { readonly images: string[]; readonly left: string[] } {
  const leave = new Leave(patterns);
  const unused = new Set(registries);
  const faults: string[] = [];
  const images: string[] = [];
  const left = new Map<string, string>();
  let unread = 0;
  visitManifests(manifests, "", {
    image(image, where) {
      if (leave.has(image)) {
        left.set(image, "leave");
        return image;
      }
      const reference = readReference(image);
      const of = (registries ?? []).filter((one) => reference !== undefined && isOf(reference, one));
      for (const one of of) unused.delete(one);
      if (reference === undefined) {
        const template = image.includes("{{") ? ": it is of a template: render that first" : "";
        faults.push(`${where}: ${JSON.stringify(image)} is no reference of an image${template}`);
      } else if (registries !== undefined && of.length === 0) left.set(image, "registries");
      else images.push(image);
      return image;
    },
    fault(fault) {
      unread += 1;
      faults.push(fault);
    },
  });
  if (unread === 0) {
    faults.push(...leave.faults);
    for (const one of unused) faults.push(`registries: no image is of ${JSON.stringify(one)}`);
  }
  refuse("images.fromKubernetes: the images cannot be told", faults);
  const named = distinct([...left.keys()]).sort();
  return { images: distinct(images).sort(), left: named.map((image) => `${image} (${left.get(image)})`) };
}

/** Whether an image is of `registry`, a host with or without the beginning of a path. */
function isOf({ host = "docker.io", path }: Reference, registry: string): boolean {
  const [wanted = "", ...rest] = registry.replace(/\/+$/, "").split("/");
  const within = rest.join("/");
  const isThere = publicHost(host) === publicHost(wanted.toLowerCase());
  return isThere && (within === "" || path === within || path.startsWith(`${within}/`));
}
