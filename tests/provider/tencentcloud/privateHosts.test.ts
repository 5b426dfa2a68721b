import { expect } from "chai";
import { created, program, startVendor, stopVendors } from "./schedule";

const open = "acme-prod.tencentcloudcr.com/payments/gateway:3.2.0";
const vpc = "acme-prod-vpc.tencentcloudcr.com/payments/gateway:3.2.0";

describe("an instance of TCR that a program names by its private host", () => {
  afterEach(stopVendors);

  it("is the one that TCSS lists under its public host, and keeps the name that the program gave it", async () => {
    const { vendor, ours } = await created({ images: [vpc] });
    const { Id } = vendor.account.registryImages.get("payments/gateway:3.2.0");
    expect(vendor.writes().at(-1)?.Id).to.deep.equal([Number(Id)]);
    const run = vendor.run();
    const read = await run.refresh(ours);
    expect(read?.inputs.images).to.deep.equal({ [vpc]: "" });
    expect(run.plan(ours, { ...program, images: [vpc] }).changed).to.deep.equal([]);
  });

  it("is one image, whichever of its hosts a program names beside the other", async () => {
    const { vendor, ours } = await created({ images: [vpc, open] });
    expect(ours.state.images).to.deep.equal({ [open]: "" });
    expect(vendor.writes().at(-1)?.Id).to.have.length(1);
  });

  it("is the one that TCSS lists under its private host, too", async () => {
    const vendor = await startVendor();
    vendor.account.registryImages.add("payments/new:1", {
      ImageRepoAddress: vpc.replace("gateway:3.2.0", "new:1"),
    });
    await vendor.run().create({ ...program, images: [open.replace("gateway:3.2.0", "new:1")] });
    expect(vendor.writes()).to.have.length(1);
  });

  it("is named as the program names it where TCSS answers its coordinates instead of its id", async () => {
    const { vendor, ours } = await created({ images: [vpc] });
    const {
      Namespace,
      ImageName,
      ImageTag,
      ImageRepoAddress,
      ImageDigest,
      RegistryType,
      InstanceId,
      InstanceName,
    } = vendor.account.registryImages.get("payments/gateway:3.2.0");
    const place = { RegistryType, InstanceId, InstanceName, Force: "true" };
    const Images = [{ Namespace, ImageName, ImageTag, ImageRepoAddress, ImageDigest, ...place }];
    vendor.account.registrySchedule.edit({ Id: [], Images: Images as never });
    const read = await vendor.run().refresh(ours);
    expect(read?.inputs.images).to.deep.equal({ [vpc]: "" });
  });
});
