// The waveform of a recording: the loudest sample of each column, mirrored.
export async function drawWave(blob: Blob, on: HTMLCanvasElement): Promise<void> {
  const draw = on.getContext('2d');
  if (!draw) return;
  const audio = new AudioContext();
  try {
    const samples = (await audio.decodeAudioData(await blob.arrayBuffer())).getChannelData(0);
    const each = Math.max(1, Math.floor(samples.length / on.width));
    draw.fillStyle = getComputedStyle(on).color;
    for (let x = 0; x < on.width; x += 1) {
      let most = 0;
      for (let i = x * each; i < Math.min((x + 1) * each, samples.length); i += 1)
        most = Math.max(most, Math.abs(samples[i] ?? 0));
      const tall = Math.max(1, most * on.height);
      draw.fillRect(x, (on.height - tall) / 2, 1, tall);
    }
  } catch {
    on.hidden = true; // a format that this browser plays but cannot take apart
  } finally {
    await audio.close();
  }
}
