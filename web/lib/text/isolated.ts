const rightToLeft =
	/[\p{Script=Arab}\p{Script=Hebr}\p{Script=Syrc}\p{Script=Thaa}\p{Script=Nkoo}\p{Script=Adlm}]/u;

/**
 * A name that people wrote, for a text that can hold no element: a title, a label, an option. Letters that run from right to
 * left do not move what stands beside them. Where elements are possible, `<bdi>` does this.
 */
export const isolated = (name: string): string => (rightToLeft.test(name) ? `\u2068${name}\u2069` : name);
