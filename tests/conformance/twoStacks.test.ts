import { expect } from "chai";
import { refusalOf } from "../../tools/ground/run";
import { stopGrounds } from "./ground";
import { schedules } from "./schedules";

// Two stacks that declare the schedule of one account know nothing of each other: what each can notice it says.

for (const row of schedules) {
  describe(`${row.kind}, declared by two stacks`, () => {
    afterEach(stopGrounds);

    const other = { ...row.program, everyDays: row.otherDays[0] };

    it("is refused to the second, which names what differs, until that adopts it", async () => {
      const vendor = await row.start();
      const stack = () => vendor.ground.process(row.kind);
      await stack().create(row.program);
      const held = vendor.setting();
      const error = await refusalOf(stack().create(other));
      expect(error.kind).to.equal("AlreadyExists");
      expect(error.message).to.contain(`everyDays: now ${row.program.everyDays}, wanted ${other.everyDays}`);
      expect(vendor.setting()).to.deep.equal(held);
    });

    it("is drift to the first once the second has adopted it, and is overwritten by name", async () => {
      const vendor = await row.start();
      const stack = () => vendor.ground.process(row.kind);
      const first = await stack().create(row.program);
      await stack().create({ ...other, adopt: true });
      const seen = await stack().refresh(first);
      if (!seen) throw new Error("it is gone");
      expect(stack().plan(seen, row.program).changed).to.deep.equal(["everyDays"]);
      const run = stack();
      await run.update(first, row.program);
      expect(run.log).to.contain("overwrites a change made elsewhere: everyDays");
    });

    it("is left by the stack that no longer has it, when the other has written since", async () => {
      const vendor = await row.start();
      const stack = () => vendor.ground.process(row.kind);
      const first = await stack().create(row.program);
      await stack().create({ ...other, adopt: true });
      const held = vendor.setting();
      const run = stack();
      await run.delete(first);
      expect(run.log).to.contain("it is somebody's, left as it is");
      expect(vendor.setting()).to.deep.equal(held);
    });

    it("is found as wanted by a second that declares the same, which cannot know whose it is", async () => {
      const vendor = await row.start();
      const stack = () => vendor.ground.process(row.kind);
      await stack().create(row.program);
      const run = stack();
      const second = await run.create(row.program);
      expect(run.log).to.contain("already set as wanted: nothing was written");
      const held = vendor.setting();
      await stack().delete(second);
      expect(vendor.setting()).to.deep.equal(held);
    });
  });
}
