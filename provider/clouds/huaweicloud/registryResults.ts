import type { Judged } from "../../core/findings";
import { HssClient } from "./client";
import { ImageResults, levels, type VulnerabilityQuery } from "./imageResults";
import { hostOf, type PlacedRow, registryImages } from "./registryImages";
import { untoldFilter } from "./untold";

/** How a gate judges scans of registry images. */
export const registryJudged: Judged = {
  levels,
  untold: untoldFilter,
  results: (context, state) => {
    const client = HssClient.of(context, state);
    const queryOf = (row: PlacedRow): VulnerabilityQuery => ({
      image_type: row.image_type || "private_image",
      namespace: row.namespace ?? "",
      image_name: row.image_name ?? "",
      tag_name: row.image_version ?? "",
      ...(row.instance_id ? { instance_id: row.instance_id } : {}),
    });
    const repositoryOf = (row: PlacedRow): string =>
      [hostOf(row, String(state.region)), row.namespace, row.image_name].filter(Boolean).join("/");
    const images = registryImages(context, client);
    return new ImageResults(context, client, "registry", images, state, queryOf, repositoryOf);
  },
};
