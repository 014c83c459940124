import { jsonValue } from '#shared/as-text.ts';
import type { EventInit } from '#shared/contract/event.ts';

type Json<T> = T extends bigint | Uint8Array
	? string
	: T extends (infer Item)[]
		? Json<Item>[]
		: T extends object
			? { [K in keyof T]: Json<T[K]> }
			: T;

/** The `init` of `create_event` as JSON: bytes in hex; amounts, times and other wide numbers as decimal strings. */
export type EventInitJson = Json<EventInit>;

export function eventInitToJson(init: EventInit): EventInitJson {
	return JSON.parse(JSON.stringify(init, jsonValue)) as EventInitJson;
}

/** As `publish` expects it. */
export function eventInitFromJson(json: EventInitJson): EventInit {
	const { policy } = json;
	return {
		...json,
		metadata_hash: bytesOf(json.metadata_hash),
		place_hash: bytesOf(json.place_hash),
		doors_at: BigInt(json.doors_at),
		starts_at: BigInt(json.starts_at),
		ends_at: BigInt(json.ends_at),
		tiers: json.tiers.map((t) => ({
			...t,
			price: BigInt(t.price),
			face: { ...t.face, amount: BigInt(t.face.amount) },
			opens_at: BigInt(t.opens_at),
			closes_at: BigInt(t.closes_at),
		})),
		policy: {
			...policy,
			release_at: BigInt(policy.release_at),
			refund_until: BigInt(policy.refund_until),
			freeze_at: BigInt(policy.freeze_at),
		},
	};
}

const bytesOf = (hex: string): Uint8Array =>
	Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
