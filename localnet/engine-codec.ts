/** The wire form between TypeScript and the engine: big-endian integers and length-prefixed blobs, in call order. */
export class Writer {
	#parts: Uint8Array[] = [];

	u32(value: number): this {
		const bytes = new Uint8Array(4);
		new DataView(bytes.buffer).setUint32(0, value);
		return this.raw(bytes);
	}

	u64(value: bigint): this {
		const bytes = new Uint8Array(8);
		new DataView(bytes.buffer).setBigUint64(0, value);
		return this.raw(bytes);
	}

	raw(bytes: Uint8Array): this {
		this.#parts.push(bytes);
		return this;
	}

	blob(bytes: Uint8Array): this {
		return this.u32(bytes.length).raw(bytes);
	}

	blobs(list: readonly Uint8Array[]): this {
		this.u32(list.length);
		for (const bytes of list) this.blob(bytes);
		return this;
	}

	u32s(list: readonly number[]): this {
		this.u32(list.length);
		for (const value of list) this.u32(value);
		return this;
	}

	finish(): Uint8Array {
		return Buffer.concat(this.#parts);
	}
}

export class Reader {
	#bytes: Uint8Array;
	#view: DataView;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	u32(): number {
		this.#at += 4;
		return this.#view.getUint32(this.#at - 4);
	}

	u64(): bigint {
		this.#at += 8;
		return this.#view.getBigUint64(this.#at - 8);
	}

	i64(): bigint {
		this.#at += 8;
		return this.#view.getBigInt64(this.#at - 8);
	}

	blob(): Uint8Array {
		const length = this.u32();
		this.#at += length;
		return this.#bytes.subarray(this.#at - length, this.#at);
	}

	list<T>(read: () => T): T[] {
		return Array.from({ length: this.u32() }, read);
	}

	maybe(): Uint8Array | null {
		return this.u32() === 0 ? null : this.blob();
	}
}
