import { expect } from "chai";
import {
  everyBit,
  everything,
  normalScope,
  readScope,
  type ScanType,
  scanTypesField,
  sentScope,
} from "../../../provider/clouds/huaweicloud/scanScope";
import { isRunning, isScanning, scannedAt } from "../../../provider/clouds/huaweicloud/scanState";
import { testHost } from "../../../tools/ground/testHost";
import { parsed } from "../parsing";

const masks: Record<ScanType, number> = {
  vulnerability: 983040,
  baseline: 61440,
  malware: 3840,
  sensitiveInfo: 240,
  softwareCompliance: 15,
};
const all = Object.keys(masks).sort() as ScanType[];

describe("what a scan of HSS looks for", () => {
  for (const [type, mask] of Object.entries(masks) as [ScanType, number][]) {
    it(`says ${type} as ${mask}, both ways`, () => {
      expect(sentScope([type])).to.equal(mask);
      expect(readScope(mask)).to.deep.equal([type]);
    });
  }

  it("says several as their sum, in whatever order, both ways", () => {
    for (let bits = 1; bits < 31; bits += 1) {
      const some = all.filter((_, index) => (bits & (1 << index)) !== 0);
      const sum = some.reduce((total, type) => total + masks[type], 0);
      expect(sentScope(some)).to.equal(sum);
      expect(sentScope([...some].reverse())).to.equal(sum);
      expect(readScope(sum)).to.deep.equal(some);
      expect(normalScope(sum)).to.equal(sum);
    }
  });

  it("says all as the documented number, and reads both of the vendor's spellings of it", () => {
    expect(sentScope(all)).to.equal(0x7fffffff);
    expect(everything).to.equal(2147483647);
    expect(everyBit).to.equal(1048575);
    for (const spelling of [everything, everyBit]) {
      expect(readScope(spelling)).to.deep.equal(all);
      expect(normalScope(spelling)).to.equal(everything);
    }
  });

  it("reads nothing, and a part of a mask, as what they are", () => {
    expect(readScope(0)).to.deep.equal([]);
    expect(normalScope(0)).to.equal(0);
    expect(readScope(0x00010000)).to.deep.equal(["vulnerability"]);
    expect(normalScope(0x00010000)).to.equal(0x00010000);
  });

  it("is everything unless a program says otherwise, and nothing that HSS does not know", () => {
    const { type } = scanTypesField;
    expect(scanTypesField.default?.value({ olds: {}, inputs: {}, host: testHost() })).to.deep.equal(all);
    expect(parsed(type, ["vulnerability", "malware", "malware"]).value).to.deep.equal([
      "malware",
      "vulnerability",
    ]);
    expect(parsed(type, ["license"]).reports[0]).to.match(/^field\[0\]: "license" is not accepted/);
    expect(parsed(type, []).reports).to.have.length(1);
  });
});

describe("what HSS says of a scan", () => {
  it("calls an image scanned that is scanned now or waits for it, in either spelling", () => {
    const being = ["scanning", "waiting", "waiting_for_scan"];
    for (const scan_status of being) expect(isScanning({ scan_status }), scan_status).to.equal(true);
    for (const scan_status of ["unscan", "success", "failed", "download_failed", "image_oversized", "", null])
      expect(isScanning({ scan_status }), String(scan_status)).to.equal(false);
    expect(isScanning({})).to.equal(false);
  });

  it("calls a scan running from 0 to 99 percent, and no other", () => {
    for (const task_status of [0, 1, 50, 99])
      expect(isRunning({ task_status }), `${task_status}`).to.equal(true);
    for (const task_status of [100, -1, -2, -3, null, undefined])
      expect(isRunning({ task_status: task_status as number }), `${task_status}`).to.equal(false);
  });

  it("writes the time of the last scan as its digits, and none as 0", () => {
    expect(scannedAt({ latest_scan_time: 1767225600000 })).to.equal("1767225600000");
    expect(scannedAt({ latest_scan_time: null })).to.equal("0");
    expect(scannedAt({})).to.equal("0");
  });
});
