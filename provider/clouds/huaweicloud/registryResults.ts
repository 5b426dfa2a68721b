import type { Judged } from "../../core/gate";
import { HssClient } from "./client";
import { ImageResults, levels } from "./imageResults";
import { registryImages } from "./registryImages";
import { untoldFilter } from "./untold";

/** How a gate judges scans of registry images. */
export const registryJudged: Judged = {
  levels,
  untold: untoldFilter,
  results: (context, state) => {
    const client = HssClient.of(context, state);
    return new ImageResults(context, client, "registry", registryImages(context, client), state, (row) => ({
      image_type: row.image_type || "private_image",
      namespace: row.namespace ?? "",
      image_name: row.image_name ?? "",
      tag_name: row.image_version ?? "",
      ...(row.instance_id ? { instance_id: row.instance_id } : {}),
    }));
  },
};
