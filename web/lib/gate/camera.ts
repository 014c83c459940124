import { decodeQR } from 'qr/decode.js';

/** How often a picture is looked at. Milliseconds. */
const pauseMs = 80;
/** A larger picture takes longer and shows no more of a code that fills a third of it. */
const mostPixels = 720;

type Detector = { detect(source: CanvasImageSource): Promise<{ rawValue: string }[]> };
type DetectorClass = {
	new (options: { formats: string[] }): Detector;
	getSupportedFormats(): Promise<string[]>;
};

/** A running camera. `torch`: null where it has none. */
export type Camera = { stop(): void; torch: ((on: boolean) => Promise<void>) | null };

/**
 * Shows the camera in `video` and gives each code that it sees to `onCode`. Rejects without a camera, or if the person does not
 * allow it.
 */
export async function startCamera(video: HTMLVideoElement, onCode: (text: string) => void): Promise<Camera> {
	const stream = await navigator.mediaDevices.getUserMedia({
		video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
		audio: false,
	});
	video.srcObject = stream;
	await video.play();
	const read = await reader();
	let stopped = false;
	const look = async () => {
		if (stopped) return;
		if (video.readyState >= video.HAVE_CURRENT_DATA && !document.hidden) {
			const text = await read(video).catch(() => null);
			if (text && !stopped) onCode(text);
		}
		setTimeout(() => void look(), pauseMs);
	};
	void look();
	const [track] = stream.getVideoTracks();
	return {
		stop() {
			stopped = true;
			for (const each of stream.getTracks()) each.stop();
		},
		torch:
			track && hasTorch(track)
				? (on) => track.applyConstraints({ advanced: [{ torch: on } as object] })
				: null,
	};
}

const hasTorch = (track: MediaStreamTrack): boolean =>
	(track.getCapabilities?.() as { torch?: boolean } | undefined)?.torch === true;

/** The browser's own reader where it has one: it is the quickest. */
async function reader(): Promise<(video: HTMLVideoElement) => Promise<string | null>> {
	const Native = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
	const formats = Native ? await Native.getSupportedFormats().catch(() => []) : [];
	if (Native && formats.includes('qr_code')) {
		const detector = new Native({ formats: ['qr_code'] });
		return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
	}
	const canvas = document.createElement('canvas');
	const context = canvas.getContext('2d', { willReadFrequently: true })!;
	return async (video) => {
		const scale = Math.min(1, mostPixels / Math.max(video.videoWidth, video.videoHeight));
		canvas.width = Math.round(video.videoWidth * scale);
		canvas.height = Math.round(video.videoHeight * scale);
		context.drawImage(video, 0, 0, canvas.width, canvas.height);
		return decoded(context.getImageData(0, 0, canvas.width, canvas.height));
	};
}

/** Most pictures hold no code, and the library throws then. */
function decoded(image: ImageData): string | null {
	try {
		return decodeQR(image) as string;
	} catch {
		return null;
	}
}
