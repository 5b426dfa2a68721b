import { expect } from "chai";
import { FAULTS } from "../../tools/faults/faults";
import { recordings, resourceOf, verdicts } from "../../tools/faults/matrix";
import { reproduce, rowsShown } from "../../tools/faults/page";
import type { Recording, Verdict } from "../../tools/faults/trial";

/** The operations that this package exists for, and the resources that call them. */
const mission: readonly (readonly [resource: string, operation: string])[] = [
  ["alicloud.RegistryScanTask", "PublicSyncAndCreateImageScanTask"],
  ["alicloud.ContainerScanTask", "CreateContainerScanTaskByAppName"],
  ["huaweicloud.RegistryScanTask", "CreateManualImageScanTask"],
  ["huaweicloud.LocalScanTask", "BatchScanLocalImage"],
  ["tencentcloud.RegistryScanSchedule", "UpdateImageRegistryTimingScanTask"],
];

describe("the matrix of faults", () => {
  let made: Recording[];

  before(async () => {
    made = await recordings();
  });

  for (const [resource, operation] of mission) {
    it(`has no bad case of ${operation} of ${resource}, whatever fails`, async () => {
      // `npm run faults` tries that life, too: here it tells little more than where nothing was.
      const ours = made.filter(
        ({ life }) => resourceOf(life) === resource && life.title !== "over one that was off",
      );
      const found = await verdicts(ours, { operation });
      expect(found.filter(({ bad }) => bad.length > 0).map(reproduce)).to.deep.equal([]);
      expect(new Set(found.map(({ fault }) => fault.name))).to.deep.equal(
        new Set(FAULTS.map(({ name }) => name)),
      );
      // Neither is all of it retried away, nor does all of it fail.
      const converged = new Set(found.map((verdict: Verdict) => verdict.converged));
      expect(converged).to.deep.equal(new Set(["at once", "in the next run"]));
    });
  }

  it("is shown with a row for each operation that occurs: else run `npm run faults`", () => {
    const occurring = new Map<string, Set<string>>();
    for (const { life, steps } of made) {
      const names = occurring.get(resourceOf(life)) ?? new Set<string>();
      for (const { calls } of steps.values()) for (const name of calls.keys()) names.add(name);
      occurring.set(resourceOf(life), names);
    }
    expect([...rowsShown()].map(([name, rows]) => `${name}: ${rows.join(" ")}`)).to.deep.equal(
      [...occurring].map(([name, rows]) => `${name}: ${[...rows].sort().join(" ")}`).sort(),
    );
  });
});
