/**
 * The function that says which public host a host is another name of: of a registry that answers under one name in
 * public and under another within a vendor's private network. Every other host is itself.
 */
export function publicHosts(privateHosts: readonly (readonly [string, string])[]): (host: string) => string {
  const forms = privateHosts.map(([form, written]) => ({ form: new RegExp(form), written }));
  return (host) => {
    const found = forms.find(({ form }) => form.test(host));
    return found === undefined ? host : host.replace(found.form, found.written);
  };
}
