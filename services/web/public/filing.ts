import { createApp } from 'vue';
import FilingPage from './FilingPage.vue';

createApp(FilingPage).mount('#page');
