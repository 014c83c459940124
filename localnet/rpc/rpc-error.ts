/** JSON-RPC error with the code and words of the public RPC. */
export class RpcError extends Error {
	readonly code: number;

	constructor(code: number, message: string) {
		super(message);
		this.code = code;
	}
}

export const invalidParams = (message: string): RpcError => new RpcError(-32602, message);
export const invalidRequest = (message: string): RpcError => new RpcError(-32600, message);
