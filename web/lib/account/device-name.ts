const browsers: [RegExp, string][] = [
	[/\bEdgA?\//, 'Edge'],
	[/\b(OPR|Opera)\b/, 'Opera'],
	[/\bSamsungBrowser\//, 'Samsung Internet'],
	[/\b(Firefox|FxiOS)\//, 'Firefox'],
	[/\b(Headless)?(Chrome|CriOS)\//, 'Chrome'],
	[/\bSafari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
	[/\bAndroid\b/, 'Android'],
	[/\b(iPhone|iPad|iPod)\b/, 'iOS'],
	[/\bWindows\b/, 'Windows'],
	[/\bMac OS X\b/, 'macOS'],
	[/\bCrOS\b/, 'ChromeOS'],
	[/\bLinux\b/, 'Linux'],
];

/** "Chrome · Android" from a User-Agent header; null if it names neither a browser nor a system that we know. */
export function deviceName(userAgent: string | null): string | null {
	const named = [browsers, systems].map((list) => list.find(([shape]) => shape.test(userAgent ?? ''))?.[1]);
	return named.filter(Boolean).join(' · ') || null;
}
