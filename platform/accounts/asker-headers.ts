import { deviceHeader } from '#shared/device.server.ts';
import type { Asker } from './asker.ts';

/** Where the library expects an address. We write it ourselves, so no caller can. */
const addressHeader = 'x-forwarded-for';

/** Says who asks to an endpoint of the auth library. Headers of the request itself do not get there. */
export function writeAsker(headers: Headers, { device, address }: Asker): void {
	headers.set(addressHeader, address);
	if (device) headers.set(deviceHeader, device.id);
}

export function readAsker(headers: Headers | undefined): Asker {
	const id = headers?.get(deviceHeader);
	return { device: id ? { id, phones: [] } : null, address: headers?.get(addressHeader) ?? '' };
}
