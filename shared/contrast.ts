/** Channels of `#rrggbb`, 0 to 255. */
const channelsOf = (colour: string): [number, number, number] => {
	const n = Number.parseInt(colour.slice(1), 16);
	return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
};

/** Relative luminance, 0 to 1: WCAG 2.2. */
function luminance(colour: string): number {
	const [r, g, b] = channelsOf(colour).map((channel) => {
		const c = channel / 255;
		return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
	}) as [number, number, number];
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of two colours, 1 to 21: WCAG 2.2. */
export function contrast(a: string, b: string): number {
	const [low, high] = [luminance(a), luminance(b)].toSorted((x, y) => x - y) as [number, number];
	return (high + 0.05) / (low + 0.05);
}
