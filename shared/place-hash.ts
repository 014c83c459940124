import { hash } from '@stellar/stellar-sdk';
import type { Metadata } from './metadata.ts';

/**
 * What a contract keeps of an event's place: SHA-256 over the JSON of [name, city, latitude, longitude], as the document
 * writes them, null for a coordinate that it lacks. Another hash opens refunds.
 */
export function placeHash({ name, city, lat, lon }: Metadata['venue']): Uint8Array {
	return hash(new TextEncoder().encode(JSON.stringify([name, city, lat ?? null, lon ?? null])));
}
