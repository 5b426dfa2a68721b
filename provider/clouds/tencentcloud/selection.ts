import { group, optional, setOf, text, yes } from "../../core/fields";
import { imageSet } from "../../core/imageSet";
import { type Description, exactlyOneOf } from "../../core/resource";
import { localImageNaming } from "./localImages";
import { registryImageNaming } from "./registryImages";

const absent = "another of `images`, `filter`, `all` and `recommended` is given";

const images =
  "Exactly these images. Names are looked up in TCSS's inventory each time that TCSS is told of them, so that a tag " +
  "means the image it points at then.";

/** A part of every filter. */
export const containerRunning = { type: yes, doc: "Only images that containers run." };

/** Which registry images are meant. */
export const registrySelection = {
  images: optional(imageSet(registryImageNaming), { doc: images, absent }),
  filter: optional(
    group({
      registryTypes: {
        type: setOf(text("a registry type, such as `tcr`, `ccr` or `harbor`")),
        doc: "Only registries of these types.",
      },
      namespaces: { type: setOf(text("a namespace")), doc: "Only images in these namespaces." },
      latest: { type: yes, doc: "Only the newest tag of each repository." },
      containerRunning,
    }),
    { doc: "All authorised images that match, whichever they are when a scan starts.", absent },
  ),
  all: optional(yes, { doc: "All authorised images of all registries.", absent }),
  recommended: optional(yes, { doc: "The images that TCSS recommends to scan.", absent }),
} as const;

/** Which images on nodes are meant. */
export const localSelection = {
  images: optional(imageSet(localImageNaming), { doc: images, absent }),
  filter: optional(
    group({
      containerRunning,
      clusterIds: {
        type: setOf(text("a cluster id, such as `cls-1a2b3c4d`")),
        doc: "Only images on the nodes of these clusters.",
      },
    }),
    { doc: "All authorised images that match, whichever they are when a scan starts.", absent },
  ),
  all: optional(yes, { doc: "All authorised images of all nodes.", absent }),
  recommended: optional(yes, { doc: "The images that TCSS recommends to scan.", absent }),
} as const;

/** Exactly one selection, and exclusions only from one that names no images. */
export const selectionRules: Description["rules"] = [
  exactlyOneOf("images", "filter", "all", "recommended"),
  (inputs, report) => {
    if (inputs.excludeImages === undefined || inputs.images === undefined) return;
    report(
      "excludeImages",
      "goes with `filter`, `all` or `recommended`: leave the images out of `images` instead",
    );
  },
];
