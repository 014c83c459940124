import { asBase64 } from '../base64.ts';
import { sign } from '../pass/p256.ts';
import { type DeviceRequest, deviceMessage, deviceScheme } from './device-request.ts';

/** The Authorization header of a device's request. `key`: the device's private key. */
export async function signRequest(key: CryptoKey, request: DeviceRequest): Promise<string> {
	const signature = asBase64(await sign(key, await deviceMessage(request)));
	const inUrl = signature.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
	return `${deviceScheme} ${request.device}.${request.time}.${inUrl}`;
}
