// Light or dark, as the person chose here, else as their system says.
import { ref } from 'vue';

const name = 'guiyi.theme';
const preferred = () => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
export const theme = ref<string>(localStorage.getItem(name) ?? preferred());

function apply(): void {
  document.documentElement.classList.toggle('dark', theme.value === 'dark');
}

export function switchTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark';
  localStorage.setItem(name, theme.value);
  apply();
}
apply();
