-- Which pages speak of 教育 and of 强调?
SELECT title, published_on, url, snippet
FROM mart.search('教育 强调')
LIMIT 10
