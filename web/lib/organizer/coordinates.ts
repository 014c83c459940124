export type Coordinates = { lat: number | null; lon: number | null };

/** A position as maps copy it, "−1.3057, 36.7399". Null where the text is not a position; empty text clears it. */
export function parseCoordinates(text: string): Coordinates | null {
	const plain = text.trim().replaceAll('−', '-');
	if (plain === '') return { lat: null, lon: null };
	const parts = /^(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)$/.exec(plain);
	if (!parts) return null;
	const [lat, lon] = [Number(parts[1]), Number(parts[2])];
	return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}

export const coordinatesText = ({ lat, lon }: Coordinates): string =>
	lat === null || lon === null ? '' : `${lat}, ${lon}`;
