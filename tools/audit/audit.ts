/** A finding that was looked at, and does not hurt, until a day on which somebody looks again. */
export interface Argued {
  readonly package: string;
  /** As `GHSA-…`. */
  readonly advisory: string;
  readonly reason: string;
  /** `YYYY-MM-DD`. */
  readonly until: string;
}

/** As much of the report of `npm audit --json` as is asked about. */
export interface Report {
  readonly vulnerabilities?: Readonly<Record<string, { readonly via: readonly (Advisory | string)[] }>>;
}

interface Advisory {
  readonly name: string;
  readonly title: string;
  readonly severity: string;
  /** Its page, which ends with its id. */
  readonly url: string;
}

/** What there is to say of a report: `undefined` where it is none, else each advisory that nobody has argued by `today`. */
export function unargued(
  report: Report,
  argued: readonly Argued[],
  today: string,
): readonly string[] | undefined {
  if (!report.vulnerabilities) return undefined;
  const advisories = Object.values(report.vulnerabilities)
    .flatMap(({ via }) => via)
    // A text names another package of the report, which has the advisory.
    .filter((one) => typeof one !== "string");
  const open = advisories.filter(
    ({ name, url }) =>
      !argued.some(
        (one) =>
          one.package === name && url.endsWith(`/${one.advisory}`) && today <= one.until && one.reason !== "",
      ),
  );
  return [
    ...new Set(open.map(({ name, severity, title, url }) => `${name}: ${severity}: ${title} (${url})`)),
  ];
}
