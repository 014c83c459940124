import { plainDigits } from '#shared/numbers.ts';
import { cleanText } from '#shared/text.ts';

export type Coordinates = { lat: number | null; lon: number | null };

/** In a link that a map shares: `…/@-1.3057,36.7399,17z`, `…?q=-1.3057,36.7399`. */
const inLink = /^https?:.*?[@=](-?\d{1,2}\.\d+)(?:,|%2C)\s*(-?\d{1,3}\.\d+)/i;

/**
 * A position as maps copy it, "−1.3057, 36.7399", or a map's link that names one. Null if the text is not a
 * position; empty text clears it.
 */
export function parseCoordinates(text: string): Coordinates | null {
	const plain = plainDigits(cleanText(text)).trim().replaceAll('−', '-');
	if (plain === '') return { lat: null, lon: null };
	const parts = inLink.exec(plain) ?? /^(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)$/.exec(plain);
	if (!parts) return null;
	const [lat, lon] = [Number(parts[1]), Number(parts[2])];
	return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}

export const coordinatesText = ({ lat, lon }: Coordinates): string =>
	lat === null || lon === null ? '' : `${lat}, ${lon}`;
