import { createHash } from 'node:crypto';
import { contract } from '@stellar/stellar-sdk';

type Section = { id: number; start: number; end: number; body: Uint8Array; name?: string };

const marker = Buffer.from('SpEcV1');
const markerLength = 14;
const dataSection = 11;
const specSection = 'contractspecv0';

/**
 * Reduces a contract's interface to what its code uses. soroban-sdk (spec shaking v2) leaves a 14-byte marker in the
 * data section for each type and event that is used: "SpEcV1" and 8 bytes of SHA-256 over its entry. Functions stay.
 * Format: soroban-spec 29, shaking.rs. Docs go too: they are for readers of the source, and every upload pays for them.
 */
export function shakeSpec(wasm: Uint8Array): Uint8Array {
	const sections = readSections(wasm);
	const used = new Set(sections.filter((s) => s.id === dataSection).flatMap((s) => markersIn(s.body)));
	const entries = contract.Spec.fromWasm(wasm).entries;
	const kept = entries.filter((e) => e.type === 'scSpecEntryFunctionV0' || used.has(markerOf(e.toXdr())));
	kept.forEach(dropDocs);
	const spec = Buffer.concat(kept.map((e) => e.toXdr()));
	const others = sections.filter((s) => s.name !== specSection).map((s) => wasm.subarray(s.start, s.end));
	return Buffer.concat([wasm.subarray(0, 8), ...others, customSection(specSection, spec)]);
}

/** Markers are over entries with their docs, so these go last. */
function dropDocs(value: object): void {
	for (const [key, field] of Object.entries(value)) {
		if (key === 'doc') Object.assign(value, { doc: '' });
		else if (typeof field === 'object' && field !== null && !(field instanceof Uint8Array)) dropDocs(field);
	}
}

function markerOf(entry: Uint8Array): string {
	return createHash('sha256').update(entry).digest('hex').slice(0, 16);
}

function markersIn(body: Uint8Array): string[] {
	const bytes = Buffer.from(body);
	const found: string[] = [];
	for (let at = bytes.indexOf(marker); at >= 0; at = bytes.indexOf(marker, at + 1)) {
		found.push(bytes.subarray(at + marker.length, at + markerLength).toString('hex'));
	}
	return found;
}

function readSections(wasm: Uint8Array): Section[] {
	const sections: Section[] = [];
	let at = 8;
	while (at < wasm.length) {
		const start = at;
		const id = wasm[at]!;
		const [size, body] = leb128(wasm, at + 1);
		at = body + size;
		const section: Section = { id, start, end: at, body: wasm.subarray(body, at) };
		if (id === 0) {
			const [length, text] = leb128(wasm, body);
			section.name = Buffer.from(wasm.subarray(text, text + length)).toString();
		}
		sections.push(section);
	}
	return sections;
}

/** An unsigned LEB128 number and the place after it. */
function leb128(bytes: Uint8Array, at: number): [number, number] {
	let value = 0;
	for (let shift = 0; ; shift += 7) {
		const byte = bytes[at++]!;
		value += (byte & 0x7f) * 2 ** shift;
		if (byte < 0x80) return [value, at];
	}
}

function encodeLeb128(value: number): number[] {
	return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...encodeLeb128(Math.floor(value / 128))];
}

function customSection(name: string, content: Uint8Array): Uint8Array {
	const title = Buffer.from(name);
	const body = Buffer.concat([Buffer.from(encodeLeb128(title.length)), title, content]);
	return Buffer.concat([Buffer.from([0, ...encodeLeb128(body.length)]), body]);
}
