import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import manifest from '../../wasm-manifest.json' with { type: 'json' };
import { eventV1 } from './event-v1/event-v1.ts';
import { eventV2 } from './event-v2/event-v2.ts';
import type { EventVersion } from './event-version.ts';

/** By the SHA-256 of the event's wasm, in hex. */
export type EventVersions = Readonly<Record<string, EventVersion>>;

/** Every version of the event contract that was ever deployed on a public network, and today's. */
export const eventVersions: EventVersions = {
	'855313829cec740f8e0151909ff80f3f4aa554fd88c6c88e5fca1b7450cd8df1': eventV1,
	[manifest.event.sha256]: eventV2,
};

export type VersionError = PassaError<'EVENT_VERSION_UNKNOWN'>;

/**
 * The version of an event by its code's hash, in bytes or hex; null if its contract has no wasm. Throws
 * EVENT_VERSION_UNKNOWN for other code: it is never guessed.
 */
export function versionOf(
	wasmHash: Uint8Array | string | null,
	versions: EventVersions = eventVersions,
): EventVersion {
	const hash = wasmHash instanceof Uint8Array ? hex(wasmHash) : (wasmHash ?? '');
	const known = Object.hasOwn(versions, hash) ? versions[hash] : undefined;
	if (known) return known;
	throw new PassaError(
		'EVENT_VERSION_UNKNOWN',
		`This Passa does not know the event's code (${hash || 'no wasm'}). A newer release may.`,
		{ status: 503, detail: { wasmHash: hash } },
	);
}
