import { expect } from "chai";
import fc from "fast-check";
import { convert, hoursAndMinutes, timeOfDay, timeZone } from "../../provider/core/timeOfDay";
import { parsed } from "./parsing";

const times = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
/** Zones whose clocks never change, east and west of UTC, with whole hours, half hours and quarters. */
const fixed = fc.constantFrom(
  "Etc/UTC",
  "Asia/Shanghai",
  "Asia/Tokyo",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Asia/Yangon",
  "America/Phoenix",
  "America/Bogota",
  "Pacific/Marquesas",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
);

describe("a time of day", () => {
  for (const [written, canonical] of [
    ["00:00", "00:00"],
    ["23:59", "23:59"],
    ["03:00:00", "03:00"],
  ]) {
    it(`takes ${written} as ${canonical}`, () => {
      expect(parsed(timeOfDay, written)).to.deep.equal({ value: canonical, reports: [] });
    });
  }

  for (const written of [
    "24:00",
    "3:00",
    "03:60",
    "0300",
    "03:00:30",
    "03:00:00:00",
    " 03:00",
    "",
    3,
    null,
    ["03:00"],
  ]) {
    it(`refuses ${JSON.stringify(written)}`, () => {
      const { value, reports } = parsed(timeOfDay, written);
      expect(value).to.equal(undefined);
      expect(reports).to.have.length(1);
      expect(reports[0]).to.match(
        /^field: .* is not accepted: a time of day, `HH:mm` from `00:00` to `23:59`$/,
      );
    });
  }

  it("of a vendor is read with seconds or without, and not at all if it is none", () => {
    expect(["18:10", "18:10:00", "18:10:20", "", "2020-12-28 15:53:26"].map(hoursAndMinutes)).to.deep.equal([
      "18:10",
      "18:10",
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("converted to another zone and back is the same", () => {
    fc.assert(
      fc.property(times, fixed, fixed, (time, from, to) => {
        expect(convert(convert(time, from, to), to, from)).to.equal(time);
      }),
    );
  });

  it("converted is what a clock in the other zone shows at that moment", () => {
    const shown = (zone: string, moment: Date): string =>
      new Intl.DateTimeFormat("en-GB", {
        timeZone: zone,
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
      }).format(moment);
    fc.assert(
      fc.property(times, fixed, (time, zone) => {
        const moment = new Date(`${new Date().getUTCFullYear()}-05-17T${time}:00Z`);
        expect(convert(time, "Etc/UTC", zone)).to.equal(shown(zone, moment));
      }),
    );
  });

  it("goes over midnight both ways, and moves by half and quarter hours", () => {
    expect(convert("03:00", "Asia/Shanghai", "Etc/UTC")).to.equal("19:00");
    expect(convert("20:30", "Etc/UTC", "Asia/Shanghai")).to.equal("04:30");
    expect(convert("00:00", "Asia/Kolkata", "Etc/UTC")).to.equal("18:30");
    expect(convert("23:50", "Etc/UTC", "Asia/Kathmandu")).to.equal("05:35");
    expect(convert("12:00", "Pacific/Pago_Pago", "Pacific/Kiritimati")).to.equal("13:00");
  });
});

describe("a time zone", () => {
  for (const zone of [
    "Asia/Shanghai",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Etc/UTC",
    "UTC",
    "America/Phoenix",
  ]) {
    it(`without daylight saving is taken: ${zone}`, () => {
      expect(parsed(timeZone, zone)).to.deep.equal({ value: zone, reports: [] });
    });
  }

  for (const zone of [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Casablanca",
  ]) {
    it(`with daylight saving is refused, and it is said why: ${zone}`, () => {
      expect(parsed(timeZone, zone)).to.deep.equal({
        value: undefined,
        reports: [
          `field: "${zone}" has daylight saving, which the vendor's fixed time cannot follow: ` +
            "an IANA time zone without daylight saving, such as `Asia/Shanghai`",
        ],
      });
    });
  }

  for (const other of ["Shanghai", "", "Asia/Nowhere", 8, null]) {
    it(`is an IANA name: ${JSON.stringify(other)} is refused`, () => {
      expect(parsed(timeZone, other).reports).to.deep.equal([
        `field: ${JSON.stringify(other)} is not accepted: an IANA time zone without daylight saving, such as \`Asia/Shanghai\``,
      ]);
    });
  }
});
