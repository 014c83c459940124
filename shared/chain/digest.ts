import { hash } from '@stellar/stellar-sdk';

const ofNode = globalThis.process?.getBuiltinModule?.('node:crypto');

/** SHA-256. In Node its own: that takes half as long, and a rebuild makes hundreds of thousands. */
export const digest: (bytes: Uint8Array) => Uint8Array = ofNode
	? (bytes) => new Uint8Array(ofNode.createHash('sha256').update(bytes).digest())
	: hash;
