import * as pulumi from "@pulumi/pulumi";
// Two statements: the TypeScript that Pulumi falls back to, 3.8, knows no `type` inside braces.
import type { Image } from "./image";
import { distinct, identityOf } from "./image";

/** Images as a program may have them: references, or a vendor's coordinates; known, or known later. */
export type ImageList<T extends Image> = pulumi.Input<readonly pulumi.Input<T>[]>;

/**
 * The images of all `sets`, each once. Two ways of writing one image are one, as far as their text tells: `team/api` and
 * `team/api:latest`; a registry's private host and its public one, of which the public one stays. A host that is not
 * written is not guessed.
 *
 * @returns Not known in a plan while any of the images is not. May be empty, which no resource accepts.
 *
 * @example
 * import { images, tencentcloud } from "pulumi-image-scan";
 * import { readFileSync } from "node:fs";
 *
 * const shop = images.fromKubernetes(readFileSync("shop.yaml", "utf8"), { leave: ["registry.k8s.io/*"] });
 * new tencentcloud.RegistryScanTask("all", { images: images.union(shop, images.fromFile("base-images.txt")) });
 */
export function union<T extends Image = string>(...sets: ImageList<T>[]): pulumi.Output<T[]> {
  return known(sets, (lists) => distinct(lists.flat()));
}

/** The images of `set` that are in none of `others`; else as {@link union}. */
export function difference<T extends Image = string>(
  set: ImageList<T>,
  ...others: ImageList<Image>[]
): pulumi.Output<T[]> {
  return known<Image>([set, ...others], ([images = [], ...rest]) => {
    const out = new Set(rest.flat().map(identityOf));
    return distinct(images.filter((image) => !out.has(identityOf(image))));
  }) as pulumi.Output<T[]>;
}

/** The images of `set` that are in each of `others`, too; else as {@link union}. */
export function intersection<T extends Image = string>(
  set: ImageList<T>,
  ...others: ImageList<Image>[]
): pulumi.Output<T[]> {
  return known<Image>([set, ...others], ([images = [], ...rest]) => {
    const sets = rest.map((list) => new Set(list.map(identityOf)));
    return distinct(images.filter((image) => sets.every((one) => one.has(identityOf(image)))));
  }) as pulumi.Output<T[]>;
}

function known<T extends Image>(
  sets: readonly ImageList<T>[],
  combined: (lists: readonly (readonly T[])[]) => T[],
): pulumi.Output<T[]> {
  return pulumi.output(sets as unknown[]).apply((lists) => combined(lists as T[][]));
}
